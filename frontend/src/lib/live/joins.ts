/** Asks the server for streams, no faster than it takes them (REALTIME 2.6), and again when it was too early to ask. */
import { type Clock, Timer } from "./clock";
import type { LiveFrame, Refusal } from "./frames";

export interface JoinsTarget {
  /** Sends the question; rejects with a Refusal. */
  join(stream: string): Promise<LiveFrame>;
  isWanted(stream: string): boolean;
  lost(stream: string): void;
}

/** A little less than the server allows, which counts by its own clock. */
const AT_ONCE = 8;
const PACE_MS = 600;
const ASK_AGAIN_MS = 2_000;

export class Joins {
  private readonly waiting = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly next: Timer;
  private left = AT_ONCE;
  private filledAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly target: JoinsTarget,
  ) {
    this.next = new Timer(clock, () => this.go());
  }

  ask(stream: string): void {
    if (this.asked.has(stream)) return;
    this.waiting.add(stream);
    this.go();
  }

  /** The connection is gone; the next one begins with all that is wanted then. */
  forget(): void {
    this.waiting.clear();
    this.asked.clear();
    this.next.clear();
    this.left = AT_ONCE;
  }

  private go(): void {
    this.fill();
    for (const stream of this.waiting) {
      if (this.left < 1) break;
      this.waiting.delete(stream);
      if (!this.target.isWanted(stream)) continue;
      this.left -= 1;
      void this.one(stream);
    }
    if (this.waiting.size > 0 && !this.next.isSet) this.next.set(PACE_MS);
  }

  private fill(): void {
    const now = this.clock.now();
    this.left = Math.min(AT_ONCE, this.left + (now - this.filledAt) / PACE_MS);
    this.filledAt = now;
  }

  private async one(stream: string): Promise<void> {
    this.asked.add(stream);
    try {
      await this.target.join(stream);
      this.asked.delete(stream);
    } catch (error) {
      this.asked.delete(stream);
      const { code, retryMs } = error as Refusal;
      if (code === "not_found") this.target.lost(stream);
      else if (code !== "disconnected") this.clock.setTimeout(() => this.ask(stream), retryMs ?? ASK_AGAIN_MS);
    }
  }
}
