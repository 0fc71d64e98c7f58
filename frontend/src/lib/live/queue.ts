/**
 * Messages on their way: in order within a room, one at a time, tried again until they are taken or refused for good.
 *
 * They are kept in memory and nowhere else. What has not reached the server has not passed its leak guard either, so it
 * may hold a secret, and browsers write whatever storage they are given (sessionStorage, IndexedDB, even under a key of
 * the page's own) to the disk in a form that this machine can read. So a reload would lose them, and asks first.
 */
import { backoff, type Clock } from "./clock";
import { type LiveFrame, Refusal } from "./frames";

export interface Outgoing {
  /** The sender's name for it: the server takes each but once, however often it is sent. */
  readonly cid: string;
  readonly room: string;
  readonly organization: string;
  readonly text: string;
  /** Where it was written: a page of this app, and what to call it. */
  readonly href: string;
  readonly label: string;
  readonly at: number;
  readonly state: "waiting" | "sending" | "sent" | "failed";
  /** Why it was refused for good. */
  readonly refusal?: Refusal;
  /** What the server said to it: `id`, `no`, `seq`. */
  readonly answer?: LiveFrame;
}

export type Draft = Pick<Outgoing, "room" | "organization" | "text" | "href" | "label">;

export interface QueuePorts extends Clock {
  newId(): string;
  /** Whether anything can be sent just now. */
  isReady(): boolean;
  /** Rejects with a Refusal. */
  deliver(item: Outgoing): Promise<LiveFrame>;
}

/** Worth another try: it may have arrived or not, or it was only too early. */
const FOR_NOW = new Set(["timeout", "disconnected", "offline", "unavailable", "rate_limited"]);
const LONGEST_ADVICE_MS = 60_000;
/** Long enough for its frame to come by; then a page that shows it has it from elsewhere. */
const SENT_KEPT_MS = 30_000;
const NONE: readonly Outgoing[] = [];

export class Queue {
  private rooms = new Map<string, readonly Outgoing[]>();
  private busy = new Map<string, { timer: number | null; tries: number }>();
  private watchers = new Set<() => void>();

  constructor(private readonly ports: QueuePorts) {}

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** In order; the same array as long as nothing changes. */
  readonly of = (room: string): readonly Outgoing[] => this.rooms.get(room) ?? NONE;

  /** All that has not been taken yet. */
  unsent(): Outgoing[] {
    return [...this.rooms.values()].flat().filter(({ state }) => state !== "sent");
  }

  put(draft: Draft): Outgoing {
    const item: Outgoing = { ...draft, cid: this.ports.newId(), at: this.ports.now(), state: "waiting" };
    this.replace(item.room, [...this.of(item.room), item]);
    void this.pump(item.room);
    return item;
  }

  /** The author wants a refused one to be tried again as it is. */
  retry(cid: string): void {
    const item = this.find(cid);
    if (item?.state !== "failed") return;
    this.change(cid, { state: "waiting", refusal: undefined });
    void this.pump(item.room);
  }

  discard(cid: string): void {
    this.drop((item) => item.cid === cid);
  }

  /** The message is there, in its stream: it needs no stand-in any more. */
  settle(cid: string): void {
    this.drop((item) => item.cid === cid && item.state !== "failed");
  }

  /** Another organization is in view: what was written elsewhere goes. */
  keepOnly(organization: string): void {
    this.drop((item) => item.organization !== organization);
  }

  clear(): void {
    this.drop(() => true);
  }

  /** Something can be sent again. */
  wake(): void {
    for (const [room, { timer }] of [...this.busy]) {
      if (timer === null) continue;
      this.ports.clearTimeout(timer);
      this.busy.delete(room);
    }
    for (const room of this.rooms.keys()) void this.pump(room);
  }

  private async pump(room: string, tries = 0): Promise<void> {
    const item = this.of(room).find(({ state }) => state === "waiting");
    if (!item || this.busy.has(room) || !this.ports.isReady()) return;
    this.busy.set(room, { timer: null, tries });
    this.change(item.cid, { state: "sending" });
    try {
      const answer = await this.ports.deliver(item);
      this.busy.delete(room);
      this.change(item.cid, { state: "sent", answer });
      this.ports.setTimeout(() => this.settle(item.cid), SENT_KEPT_MS);
    } catch (error) {
      if (this.isForNow(error)) return this.later(item, (error as Refusal).retryMs, tries);
      this.busy.delete(room);
      const refusal = error instanceof Refusal ? error : new Refusal("internal", "Something went wrong.");
      this.change(item.cid, { state: "failed", refusal });
    }
    void this.pump(room);
  }

  private isForNow(error: unknown): boolean {
    return error instanceof Refusal && FOR_NOW.has(error.code) && (error.retryMs ?? 0) <= LONGEST_ADVICE_MS;
  }

  private later(item: Outgoing, advised: number | null, tries: number): void {
    this.change(item.cid, { state: "waiting" });
    const again = (): void => {
      this.busy.delete(item.room);
      void this.pump(item.room, tries + 1);
    };
    const pause = advised ?? backoff(tries, this.ports.random);
    this.busy.set(item.room, { timer: this.ports.setTimeout(again, pause), tries });
  }

  private find(cid: string): Outgoing | undefined {
    return [...this.rooms.values()].flat().find((item) => item.cid === cid);
  }

  private change(cid: string, what: Partial<Outgoing>): void {
    const room = this.find(cid)?.room;
    if (room !== undefined) this.replace(room, this.of(room).map((item) => (item.cid === cid ? { ...item, ...what } : item)));
  }

  private drop(which: (item: Outgoing) => boolean): void {
    for (const [room, items] of [...this.rooms]) {
      const left = items.filter((item) => !which(item));
      if (left.length < items.length) this.replace(room, left);
    }
  }

  private replace(room: string, items: readonly Outgoing[]): void {
    if (items.length > 0) this.rooms.set(room, items);
    else this.rooms.delete(room);
    for (const watcher of [...this.watchers]) watcher();
  }
}
