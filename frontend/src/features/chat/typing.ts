/** Who writes at the moment: believed for as long as the frame says, or until they have said it. */

export class Typing {
  private until = new Map<string, number>();
  private listeners = new Set<() => void>();
  private snapshot: readonly string[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): readonly string[] => this.snapshot;

  heard(user: string, on: boolean, ttlSeconds: number): void {
    if (on) this.until.set(user, Date.now() + ttlSeconds * 1000);
    else this.until.delete(user);
    this.changed();
  }

  said(user: string): void {
    if (this.until.delete(user)) this.changed();
  }

  private changed(): void {
    const now = Date.now();
    for (const [user, until] of this.until) if (until <= now) this.until.delete(user);
    if (this.timer) clearTimeout(this.timer);
    this.timer = this.until.size > 0 ? setTimeout(() => this.changed(), Math.min(...this.until.values()) - now) : null;
    const next = [...this.until.keys()];
    if (next.join() === this.snapshot.join()) return;
    this.snapshot = next;
    for (const listener of [...this.listeners]) listener();
  }
}

export function typingWords(names: readonly string[]): string {
  const [first, second] = names;
  if (!first) return "";
  if (!second) return `${first} is typing…`;
  return names.length === 2 ? `${first} and ${second} are typing…` : "Several people are typing…";
}

const PAUSE_MS = 3_000;

/** Tells the others while one writes, at most every three seconds, and when one stops. */
export class TypingVoice {
  private told = 0;

  constructor(private readonly tell: (on: boolean) => void) {}

  wrote(text: string): void {
    if (!text.trim()) return this.stop();
    if (Date.now() - this.told < PAUSE_MS) return;
    this.told = Date.now();
    this.tell(true);
  }

  stop(): void {
    if (this.told && Date.now() - this.told < 2 * PAUSE_MS) this.tell(false);
    this.told = 0;
  }

  /** Sent: the message itself says so. */
  said(): void {
    this.told = 0;
  }
}
