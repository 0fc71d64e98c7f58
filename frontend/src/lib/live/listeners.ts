/** Who hears which stream. */
import type { StreamFrame } from "./frames";

export interface StreamListener {
  /** The next frame of a stream, each once and in order; or one without a number, as it comes. */
  frame?(frame: StreamFrame): void;
  /** What this stream feeds must be loaded again: it did not go on from where we were. */
  stale?(stream: string): void;
  /** The right to follow it was taken away, or was never there. */
  lost?(stream: string): void;
}

const ALL = "*";

export class Listeners {
  private readonly listening = new Map<string, Set<StreamListener>>();

  /** Of one stream, or with `*` of all of them. Returns how to stop. */
  add(stream: string, listener: StreamListener): () => void {
    const mine = this.listening.get(stream) ?? new Set();
    this.listening.set(stream, mine.add(listener));
    return () => {
      mine.delete(listener);
      if (mine.size === 0 && this.listening.get(stream) === mine) this.listening.delete(stream);
    };
  }

  each(stream: string, tell: (listener: StreamListener) => void): void {
    for (const name of [stream, ALL]) for (const listener of [...(this.listening.get(name) ?? [])]) tell(listener);
  }
}
