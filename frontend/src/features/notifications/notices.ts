/**
 * Notices of the browser: outside of the page, for somebody who does not look at what they are about. However many tabs
 * are open, one shows each, and none where one of them shows the page in question to somebody right now.
 */

/** All that leaves the page: the title as it stands in the inbox, and where it leads. */
export interface Notice {
  id: string;
  title: string;
  path: string;
  /** A newer one about the same thing takes the place of the older. */
  topic: string;
}

type Word = { type: "asks" | "sees"; id: string; path: string };

export interface NoticePorts {
  isAllowed(): boolean;
  /** Whether somebody looks at this page of the app in this tab. */
  isLookedAt(path: string): boolean;
  /** Runs the work in one tab only; the others, who come too late, do nothing. */
  inOneTab(name: string, work: () => Promise<void>): Promise<void>;
  channel: Pick<BroadcastChannel, "postMessage" | "addEventListener">;
  show(notice: Notice): void;
  sleep(ms: number): Promise<void>;
}

/** As long as other tabs may take to get the same frame, and to say that they show it. */
const PATIENCE_MS = 400;
const REMEMBERED = 200;

export class Notices {
  private told = new Set<string>();
  private seen = new Set<string>();

  constructor(private readonly ports: NoticePorts) {
    ports.channel.addEventListener("message", (event) => this.hear((event as MessageEvent<Word>).data));
  }

  async arrive(notice: Notice): Promise<void> {
    if (!this.ports.isAllowed() || this.told.has(notice.id)) return;
    if (this.ports.isLookedAt(notice.path)) this.say("sees", notice);
    else await this.ports.inOneTab(`keynest.notice.${notice.id}`, () => this.ask(notice));
  }

  private async ask(notice: Notice): Promise<void> {
    if (this.told.has(notice.id)) return;
    this.say("asks", notice);
    await this.ports.sleep(PATIENCE_MS);
    if (!this.seen.has(notice.id)) this.ports.show(notice);
  }

  private say(type: Word["type"], { id, path }: Notice): void {
    remember(this.told, id);
    this.ports.channel.postMessage({ type, id, path } satisfies Word);
  }

  private hear({ type, id, path }: Word): void {
    remember(this.told, id);
    if (type === "sees") remember(this.seen, id);
    else if (this.ports.isLookedAt(path)) this.ports.channel.postMessage({ type: "sees", id, path } satisfies Word);
  }
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest);
}
