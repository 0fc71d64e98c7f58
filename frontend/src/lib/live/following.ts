/** The streams that pages follow: asked for, put in order, handed to who listens, and caught up where something is missing. */
import type { Clock } from "./clock";
import { cursor, type LiveFrame, type Position, type StreamFrame, whole } from "./frames";
import { Joins } from "./joins";
import { Listeners } from "./listeners";
import type { Polled } from "./polling";
import { Streams } from "./streams";

export interface FollowingPorts extends Clock {
  isLive(): boolean;
  send(frame: LiveFrame): Promise<LiveFrame>;
  tell(frame: LiveFrame): void;
}

const GAP_PATIENCE_MS = 300;

export class Following {
  readonly listeners = new Listeners();
  private readonly streams = new Streams();
  private readonly joins: Joins;
  /** The user's own, which the server joins by itself. */
  private own: string | null = null;

  constructor(private readonly ports: FollowingPorts) {
    this.joins = new Joins(ports, {
      join: (stream) => ports.send({ type: "join", s: stream, ...cursor(this.streams.position(stream)) }),
      isWanted: (stream) => this.streams.has(stream),
      lost: (stream) => this.lose(stream),
    });
  }

  /** True when nobody did so far. */
  join(stream: string, at?: Position): boolean {
    const isFirst = this.streams.hold(stream, at);
    if (isFirst && this.ports.isLive()) this.joins.ask(stream);
    return isFirst;
  }

  /** Only in the next turn, so that a page that makes place for another one of the same stream costs nothing. */
  leave(stream: string): void {
    this.streams.release(stream);
    this.ports.setTimeout(() => {
      if (this.streams.drop(stream)) this.ports.tell({ type: "leave", s: stream });
    }, 0);
  }

  has(stream: string): boolean {
    return this.streams.has(stream);
  }

  positions(): ({ name: string } & Position)[] {
    return this.streams.names().map((name) => ({ name, ...this.streams.position(name) }));
  }

  ownPosition(): Position {
    return this.streams.position(this.own ?? "");
  }

  /** The connection is gone; the next one goes on from where this one was. */
  pause(): void {
    this.joins.forget();
  }

  /** What pages hold they hold on to, but nobody knows any more where it was. */
  forget(): void {
    this.streams.forgetPositions();
    this.own = null;
  }

  /** Takes any frame about a stream. */
  take(frame: StreamFrame): void {
    const { type, s } = frame;
    if (type === "join" || type === "resync") this.place(s, frame, type === "join" && frame.resumed === true);
    else if (type !== "left") this.receive(frame);
    else if (frame.reason !== "asked") this.lose(s);
  }

  /** A connection begins: some streams are joined already, the others are asked for. */
  welcome(placed: readonly StreamFrame[]): void {
    for (const stream of placed) {
      if (!this.streams.has(stream.s)) this.streams.hold(stream.s);
      this.own ??= stream.s;
      this.place(stream.s, stream, stream.resumed === true);
    }
    const already = new Set(placed.map(({ s }) => s));
    for (const name of this.streams.names()) if (!already.has(name)) this.joins.ask(name);
  }

  compare(heads: Readonly<Record<string, number>>): void {
    for (const stream of this.streams.behind(heads)) this.catchUp(stream);
  }

  polled(name: string, { epoch, head, resync, frames }: Polled): void {
    const { last } = this.streams.position(name);
    this.place(name, { type: "join", s: name, epoch, head }, last !== null && !resync);
    for (const frame of frames) this.receive(frame);
  }

  /** The stream is not ours to follow any more: its followers look what is left to them. */
  lose(stream: string): void {
    this.streams.lose(stream);
    this.listeners.each(stream, (listener) => listener.lost?.(stream));
  }

  private place(stream: string, at: LiveFrame, resumed: boolean): void {
    const known = this.streams.position(stream);
    const epoch = typeof at.epoch === "string" ? at.epoch : (known.epoch ?? "");
    // What can't be resumed is said twice, by `join` and by `resync`.
    const isNews = at.type !== "resync" || known.epoch !== epoch || known.last !== whole(at.head);
    const { stale, apply } = this.streams.place(stream, epoch, whole(at.head), resumed);
    if (stale && isNews) this.listeners.each(stream, (listener) => listener.stale?.(stream));
    this.apply(apply);
  }

  private receive(frame: StreamFrame): void {
    const { apply, gap } = this.streams.receive(frame);
    this.apply(apply);
    if (gap) this.catchUp(frame.s);
  }

  private apply(frames: readonly StreamFrame[]): void {
    for (const frame of frames) this.listeners.each(frame.s, (listener) => listener.frame?.(frame));
  }

  /** Frames may only be late; after a moment ask for everything since the last one that was applied. */
  private catchUp(stream: string): void {
    const before = this.streams.position(stream).last;
    this.ports.setTimeout(() => {
      if (this.streams.position(stream).last === before && this.ports.isLive()) this.joins.ask(stream);
    }, GAP_PATIENCE_MS);
  }
}
