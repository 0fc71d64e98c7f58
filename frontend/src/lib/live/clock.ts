/** What this layer needs of time and chance, so that tests can turn the clock. */

export interface Clock {
  now(): number;
  random(): number;
  setTimeout(work: () => void, ms: number): number;
  clearTimeout(handle: number): void;
}

/** One thing that will be done later; set anew, it is put off. */
export class Timer {
  private handle: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly work: () => void,
  ) {}

  get isSet(): boolean {
    return this.handle !== null;
  }

  set(ms: number): void {
    this.clear();
    this.handle = this.clock.setTimeout(() => {
      this.handle = null;
      this.work();
    }, ms);
  }

  clear(): void {
    if (this.handle !== null) this.clock.clearTimeout(this.handle);
    this.handle = null;
  }
}

/** Full jitter (REALTIME 2.6): all that were cut off together must not come back together. */
export function backoff(failures: number, random: () => number): number {
  return random() * Math.min(30_000, 500 * 2 ** failures);
}
