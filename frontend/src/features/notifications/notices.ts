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

export interface NoticePorts {
  isAllowed(): boolean;
  /** Whether somebody looks at this page of the app, in whichever tab. */
  isLookedAt(path: string): Promise<boolean>;
  /** Runs the work in one tab only; the others, who come too late, do nothing. */
  inOneTab(name: string, work: () => Promise<void>): Promise<void>;
  channel: Pick<BroadcastChannel, "postMessage" | "addEventListener">;
  show(notice: Notice): void;
}

const REMEMBERED = 200;

export class Notices {
  private told = new Set<string>();

  constructor(private readonly ports: NoticePorts) {
    ports.channel.addEventListener("message", (event) => this.remember((event as MessageEvent<string>).data));
  }

  async arrive(notice: Notice): Promise<void> {
    if (this.ports.isAllowed() && !this.told.has(notice.id)) await this.ports.inOneTab(`keynest.notice.${notice.id}`, () => this.decide(notice));
  }

  private async decide(notice: Notice): Promise<void> {
    if (this.told.has(notice.id)) return;
    this.remember(notice.id);
    this.ports.channel.postMessage(notice.id);
    if (!(await this.ports.isLookedAt(notice.path))) this.ports.show(notice);
  }

  private remember(id: string): void {
    this.told.add(id);
    const [oldest] = this.told;
    if (this.told.size > REMEMBERED && oldest !== undefined) this.told.delete(oldest);
  }
}
