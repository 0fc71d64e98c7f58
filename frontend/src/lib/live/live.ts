/**
 * Everything live in this tab, over one connection (REALTIME 2): streams that pages follow, each of which goes on where
 * it left off; questions with their answers; and long polls where no socket can be opened.
 */
import { Answers } from "./answers";
import { cursor, type LiveFrame, type Position, Refusal, type StreamFrame, whole } from "./frames";
import { Link, type LinkPorts, type LiveStatus } from "./link";
import { type Polled, Polling, type PollingPorts } from "./polling";
import { Streams } from "./streams";

export interface StreamListener {
  /** The next frame of a stream, each once and in order; or one without a number, as it comes. */
  frame?(frame: StreamFrame): void;
  /** What this stream feeds must be loaded again: it did not go on from where we were. */
  stale?(stream: string): void;
  /** The right to follow it was taken away, or was never there. */
  lost?(stream: string): void;
}

export type LivePorts = LinkPorts & PollingPorts;

const ANSWER_MS = 10_000;
const GAP_PATIENCE_MS = 300;
const ASK_AGAIN_MS = 2_000;
const ALL = "*";

export class Live {
  private readonly streams = new Streams();
  private readonly answers: Answers;
  private readonly link: Link;
  private readonly polling: Polling;
  private readonly listeners = new Map<string, Set<StreamListener>>();
  private readonly watchers = new Set<() => void>();
  private readonly asked = new Set<string>();
  private own: string | null = null;

  constructor(private readonly ports: LivePorts) {
    this.answers = new Answers(ports);
    this.link = new Link(ports, {
      frame: (frame) => this.receive(frame),
      down: () => this.down(),
      status: (status) => this.turned(status),
      own: () => this.streams.position(this.own ?? ""),
    });
    this.polling = new Polling(ports, {
      positions: () => this.streams.names().map((name) => ({ name, ...this.streams.position(name) })),
      polled: (name, answer) => this.polled(name, answer),
      lost: (name) => this.lose(name),
    });
  }

  readonly status = (): LiveStatus => this.link.status;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  start(): void {
    this.link.start();
  }

  /** Nobody is signed in any more. What pages hold they hold on to, and it starts anew with the next connection. */
  stop(): void {
    this.link.stop();
    this.streams.forgetPositions();
    this.own = null;
  }

  nudge(): void {
    this.link.nudge();
  }

  /** Follows a stream: from now, or from where a page's data was read. Each `join` wants its `leave`. */
  join(stream: string, at?: Position): void {
    if (!this.streams.hold(stream, at)) return;
    if (this.status() === "live") void this.ask(stream);
    this.polling.look();
  }

  /** Only in the next turn, so that a page that makes place for another one of the same stream costs nothing. */
  leave(stream: string): void {
    this.streams.release(stream);
    this.ports.setTimeout(() => {
      if (this.streams.drop(stream)) this.tell({ type: "leave", s: stream });
    }, 0);
  }

  follows(stream: string): boolean {
    return this.streams.has(stream);
  }

  /** Hears one stream, or with `*` all of them. */
  listen(stream: string, listener: StreamListener): () => void {
    const listening = this.listeners.get(stream) ?? new Set();
    this.listeners.set(stream, listening.add(listener));
    return () => {
      listening.delete(listener);
      if (listening.size === 0 && this.listeners.get(stream) === listening) this.listeners.delete(stream);
    };
  }

  onFrame(stream: string, handler: (frame: StreamFrame) => void): () => void {
    return this.listen(stream, { frame: handler });
  }

  /** Asks, and waits for the answer (`ok`, `history`, …). Rejects with a `Refusal`. */
  send(frame: LiveFrame, ms = ANSWER_MS): Promise<LiveFrame> {
    if (this.status() !== "live") return Promise.reject(new Refusal("disconnected", "There is no live connection."));
    const { id, answer } = this.answers.expect(ms);
    this.link.send({ ...frame, id });
    return answer;
  }

  /** Says something that nobody answers and that may get lost: typing, presence, what was read. */
  tell(frame: LiveFrame): boolean {
    return this.link.send(frame);
  }

  private receive(frame: LiveFrame): void {
    const { type, s } = frame;
    if (type === "welcome") this.welcome(frame);
    else if (type === "ping") this.ping(frame);
    else if (s && (type === "join" || type === "resync")) this.place(s, frame, type === "join" && frame.resumed === true);
    else if (s && type === "left") {
      if (frame.reason !== "asked") this.lose(s);
    } else if (s && frame.ref === undefined) this.take(frame as StreamFrame);
    if (frame.ref !== undefined) this.answers.settle(frame);
  }

  private welcome(frame: LiveFrame): void {
    const placed = new Set<string>();
    for (const stream of (frame.streams ?? []) as StreamFrame[]) {
      if (!this.streams.has(stream.s)) this.streams.hold(stream.s);
      this.own ??= stream.s;
      placed.add(stream.s);
      this.place(stream.s, stream, stream.resumed === true);
    }
    for (const name of this.streams.names()) if (!placed.has(name)) void this.ask(name);
  }

  private ping(frame: LiveFrame): void {
    this.tell({ type: "pong", t: frame.t });
    for (const stream of this.streams.behind((frame.heads ?? {}) as Record<string, number>)) this.catchUp(stream);
  }

  /** Asks to follow a stream, from where we are; again, when it is only too early to ask. */
  private async ask(stream: string): Promise<void> {
    if (this.asked.has(stream)) return;
    this.asked.add(stream);
    try {
      await this.send({ type: "join", s: stream, ...cursor(this.streams.position(stream)) });
    } catch (error) {
      this.asked.delete(stream);
      const { code, retryMs } = error as Refusal;
      if (code === "not_found") this.lose(stream);
      else if (code !== "disconnected") this.ports.setTimeout(() => this.askAgain(stream), retryMs ?? ASK_AGAIN_MS);
    }
    this.asked.delete(stream);
  }

  private askAgain(stream: string): void {
    if (this.streams.has(stream) && this.status() === "live") void this.ask(stream);
  }

  private place(stream: string, at: LiveFrame, resumed: boolean): void {
    const known = this.streams.position(stream);
    const epoch = typeof at.epoch === "string" ? at.epoch : (known.epoch ?? "");
    const isNews = at.type !== "resync" || known.epoch !== epoch || known.last !== whole(at.head);
    const { stale, apply } = this.streams.place(stream, epoch, whole(at.head), resumed);
    if (stale && isNews) this.each(stream, (listener) => listener.stale?.(stream));
    this.apply(apply);
  }

  private take(frame: StreamFrame): void {
    const { apply, gap } = this.streams.receive(frame);
    this.apply(apply);
    if (gap) this.catchUp(frame.s);
  }

  private apply(frames: readonly StreamFrame[]): void {
    for (const frame of frames) this.each(frame.s, (listener) => listener.frame?.(frame));
  }

  /** Frames may only be late; after a moment ask for everything since the last one that was applied. */
  private catchUp(stream: string): void {
    const before = this.streams.position(stream).last;
    this.ports.setTimeout(() => {
      if (this.streams.position(stream).last === before) this.askAgain(stream);
    }, GAP_PATIENCE_MS);
  }

  private polled(name: string, { epoch, head, resync, frames }: Polled): void {
    const { last } = this.streams.position(name);
    this.place(name, { type: "join", s: name, epoch, head }, last !== null && !resync);
    for (const frame of frames) this.take(frame);
  }

  /** The stream is not ours to follow any more: its followers look what is left to them. */
  private lose(stream: string): void {
    this.streams.lose(stream);
    this.each(stream, (listener) => listener.lost?.(stream));
  }

  private each(stream: string, tell: (listener: StreamListener) => void): void {
    for (const name of [stream, ALL]) for (const listener of [...(this.listeners.get(name) ?? [])]) tell(listener);
  }

  private down(): void {
    this.asked.clear();
    this.answers.disconnected();
  }

  private turned(status: LiveStatus): void {
    if (status === "polling") this.polling.start();
    else this.polling.stop();
    for (const watcher of [...this.watchers]) watcher();
  }
}
