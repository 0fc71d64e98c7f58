/**
 * Numbered streams (REALTIME 2.3): every frame is applied once and in the order of its numbers, in whatever order they
 * arrive. A frame that is ahead of its time is kept until those before it have come.
 */
import type { Position, StreamFrame } from "./frames";

/** What is kept beyond a gap; more than that is replayed by the server anyway. */
const MOST_AHEAD = 500;

interface Stream extends Position {
  holders: number;
  ahead: Map<number, StreamFrame>;
}

export interface Received {
  apply: readonly StreamFrame[];
  /** Something before this frame is missing. */
  gap: boolean;
}

const NOTHING: Received = { apply: [], gap: false };

export class Streams {
  private streams = new Map<string, Stream>();

  /** One more wants this stream. True for the first, who may know where to go on. */
  hold(name: string, at?: Position): boolean {
    const known = this.streams.get(name);
    if (known) {
      known.holders += 1;
      return false;
    }
    this.streams.set(name, { epoch: at?.epoch ?? null, last: at?.last ?? null, holders: 1, ahead: new Map() });
    return true;
  }

  release(name: string): void {
    const stream = this.streams.get(name);
    if (stream && stream.holders > 0) stream.holders -= 1;
  }

  /** Forgets a stream that nobody holds any more. */
  drop(name: string): boolean {
    return this.streams.get(name)?.holders === 0 && this.streams.delete(name);
  }

  /** The right to it is gone, whoever holds it. */
  lose(name: string): void {
    this.streams.delete(name);
  }

  has(name: string): boolean {
    return this.streams.has(name);
  }

  names(): string[] {
    return [...this.streams.keys()];
  }

  position(name: string): Position {
    const { epoch, last } = this.streams.get(name) ?? { epoch: null, last: null };
    return { epoch, last };
  }

  /** Whoever comes next stands nowhere; who holds what stays. */
  forgetPositions(): void {
    for (const stream of this.streams.values()) Object.assign(stream, { epoch: null, last: null, ahead: new Map() });
  }

  /**
   * The server told where a stream stands. `stale` when it does not go on from where we were, and pages must look
   * again: at the first time too, since what they show may have been read before this head.
   */
  place(name: string, epoch: string, head: number, resumed: boolean): { stale: boolean; apply: readonly StreamFrame[] } {
    const stream = this.streams.get(name);
    if (!stream) return { stale: false, apply: [] };
    if (resumed && stream.last !== null) {
      stream.epoch = epoch;
      return { stale: false, apply: [] };
    }
    if (stream.epoch !== epoch) stream.ahead.clear();
    stream.epoch = epoch;
    stream.last = head;
    return { stale: true, apply: this.inOrder(stream) };
  }

  receive(frame: StreamFrame): Received {
    const stream = this.streams.get(frame.s);
    if (!stream) return NOTHING;
    const { seq } = frame;
    if (seq === undefined) return { apply: [frame], gap: false };
    stream.last ??= seq - 1;
    if (seq <= stream.last) return NOTHING;
    if (stream.ahead.size < MOST_AHEAD || seq === stream.last + 1) stream.ahead.set(seq, frame);
    const apply = this.inOrder(stream);
    return { apply, gap: stream.ahead.size > 0 };
  }

  /** Streams whose head the server has, and we do not. */
  behind(heads: Readonly<Record<string, number>>): string[] {
    return Object.entries(heads)
      .filter(([name, head]) => head > (this.streams.get(name)?.last ?? Infinity))
      .map(([name]) => name);
  }

  /** Takes what has become next. Numbers that hold nothing for us only say that none was lost. */
  private inOrder(stream: Stream): StreamFrame[] {
    const apply: StreamFrame[] = [];
    for (const seq of stream.ahead.keys()) if (seq <= (stream.last ?? 0)) stream.ahead.delete(seq);
    for (let frame = this.next(stream); frame; frame = this.next(stream)) {
      stream.ahead.delete(whole(frame));
      stream.last = whole(frame);
      if (frame.type !== "skip") apply.push(frame);
    }
    return apply;
  }

  private next(stream: Stream): StreamFrame | undefined {
    return stream.ahead.get((stream.last ?? 0) + 1);
  }
}

const whole = (frame: StreamFrame): number => frame.seq ?? 0;
