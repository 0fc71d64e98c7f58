/** Questions that wait for their answer: matched by `id`, given up after a while or with the connection. */
import type { Clock } from "./clock";
import { type LiveFrame, Refusal, text } from "./frames";

interface Waiting {
  resolve(frame: LiveFrame): void;
  reject(refusal: Refusal): void;
  timer: number;
}

export class Answers {
  private waiting = new Map<string, Waiting>();
  private count = 0;

  constructor(private readonly clock: Clock) {}

  /** A name for a question, and its answer. */
  expect(ms: number): { id: string; answer: Promise<LiveFrame> } {
    this.count += 1;
    const id = `c${this.count}`;
    const answer = new Promise<LiveFrame>((resolve, reject) => {
      const timer = this.clock.setTimeout(() => this.refuse(id, new Refusal("timeout", "No answer came in time.")), ms);
      this.waiting.set(id, { resolve, reject, timer });
    });
    return { id, answer };
  }

  /** Hands an answer to who waits for it. */
  settle(frame: LiveFrame): void {
    const ref = frame.ref ?? "";
    if (frame.type === "error") {
      const retryMs = typeof frame.retry_ms === "number" ? frame.retry_ms : null;
      this.refuse(ref, new Refusal(text(frame.code), text(frame.message), retryMs, frame));
    } else this.take(ref)?.resolve(frame);
  }

  /** The connection is gone: whether what was asked has happened is not known. */
  disconnected(): void {
    for (const id of [...this.waiting.keys()]) this.refuse(id, new Refusal("disconnected", "The connection was lost."));
  }

  private refuse(id: string, refusal: Refusal): void {
    this.take(id)?.reject(refusal);
  }

  private take(id: string): Waiting | undefined {
    const waiting = this.waiting.get(id);
    if (waiting) this.clock.clearTimeout(waiting.timer);
    this.waiting.delete(id);
    return waiting;
  }
}
