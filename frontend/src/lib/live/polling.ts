/**
 * The same streams without a socket (REALTIME 2.4): long polls with the same cursor, for networks that let none through.
 * Few at a time, since a browser opens no more than six connections to a server: more streams take turns.
 */
import type { Clock } from "./clock";
import { cursor, type Position, type StreamFrame } from "./frames";

export interface Polled {
  epoch: string;
  head: number;
  resync: boolean;
  frames: StreamFrame[];
}

export interface PollingPorts extends Clock {
  poll(stream: string, query: { since?: number; epoch?: string; wait?: number }, signal: AbortSignal): Promise<Polled>;
  /** Whether an error means that this stream is not ours to follow. */
  isForbidden(error: unknown): boolean;
}

export interface PollingTarget {
  positions(): readonly ({ name: string } & Position)[];
  polled(stream: string, answer: Polled): void;
  lose(stream: string): void;
}

/** Each counts as a socket of its owner, who may have ten in all tabs. */
const AT_ONCE = 2;
const WAIT_SECONDS = 25;
const SHORT_WAIT_SECONDS = 3;
/** More than these don't wait at all: each would hold up the others. */
const MOST_THAT_WAIT = 8;
const BETWEEN_MS = 500;
const BREATH_MS = 1_000;
const AFTER_FAILURE_MS = 5_000;

function waitOf(streams: number): number | undefined {
  if (streams <= AT_ONCE) return WAIT_SECONDS;
  return streams <= MOST_THAT_WAIT ? SHORT_WAIT_SECONDS : undefined;
}

export class Polling {
  private run: AbortController | null = null;
  private under = new Set<string>();
  /** When each stream is to be asked again; who waits longest comes first. */
  private due = new Map<string, number>();

  constructor(
    private readonly ports: PollingPorts,
    private readonly target: PollingTarget,
  ) {}

  start(): void {
    if (this.run) return;
    this.run = new AbortController();
    this.under = new Set();
    this.due = new Map();
    for (let count = 0; count < AT_ONCE; count += 1) void this.work(this.run.signal);
  }

  stop(): void {
    this.run?.abort();
    this.run = null;
  }

  /** There is one more stream: whoever waits for others makes room for it. */
  look(): void {
    if (!this.run) return;
    this.stop();
    this.start();
  }

  private async work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!(await this.one(signal))) await this.sleep(BREATH_MS);
    }
  }

  /** Asks once, for the stream whose turn it is. False when it is nobody's. */
  private async one(signal: AbortSignal): Promise<boolean> {
    const began = this.ports.now();
    const numbered = this.target.positions().filter(({ epoch }) => epoch !== "");
    const [next] = numbered.filter(({ name }) => this.isDue(name, began)).sort((a, b) => this.rank(a) - this.rank(b));
    if (!next) return false;
    const { name, last } = next;
    const wait = last === null ? undefined : waitOf(numbered.length);
    const { due } = this;
    const under = this.under.add(name);
    // However quickly a server (or a proxy) answers, it is not asked again without a breath.
    let pause = BREATH_MS;
    try {
      const answer = await this.ports.poll(name, { ...cursor(next), wait }, signal);
      if (!signal.aborted) this.target.polled(name, answer);
    } catch (error) {
      if (!signal.aborted && this.ports.isForbidden(error)) this.target.lose(name);
      if (!signal.aborted) pause = AFTER_FAILURE_MS;
    }
    under.delete(name);
    due.set(name, Math.max(began + pause, this.ports.now()));
    if (wait === undefined && !signal.aborted) await this.sleep(BETWEEN_MS);
    return true;
  }

  private isDue(name: string, now: number): boolean {
    return !this.under.has(name) && this.dueAt(name) <= now;
  }

  /** A stream that was never placed comes first: its answer is quick. */
  private rank({ name, last }: { name: string } & Position): number {
    return last === null ? -1 : this.dueAt(name);
  }

  private dueAt(name: string): number {
    return this.due.get(name) ?? 0;
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.ports.setTimeout(resolve, ms));
  }
}
