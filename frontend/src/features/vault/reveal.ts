/** Values on the screen: held for half a minute, dropped when the tab is left, never written anywhere else. */

export const SHOWN_MS = 30_000;
export const AWAY_MS = 60_000;

interface Shown {
  value: string;
  version: number;
  until: number;
}

export class Reveals {
  private shown = new Map<string, Shown>();
  private listeners = new Set<() => void>();
  private snapshot: ReadonlyMap<string, string> = new Map();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private leftAt: number | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly values = (): ReadonlyMap<string, string> => this.snapshot;

  show(values: Iterable<{ id: string; value: string; version: number }>): void {
    const until = Date.now() + SHOWN_MS;
    for (const { id, value, version } of values) this.shown.set(id, { value, version, until });
    this.changed();
  }

  hide(id: string): void {
    if (this.shown.delete(id)) this.changed();
  }

  hideAll(): void {
    if (this.shown.size === 0) return;
    this.shown.clear();
    this.changed();
  }

  /** A value whose variable moved on is no longer true. */
  keepCurrent(versions: ReadonlyMap<string, number>): void {
    const old = [...this.shown].filter(([id, { version }]) => versions.get(id) !== version);
    for (const [id] of old) this.shown.delete(id);
    if (old.length > 0) this.changed();
  }

  /** The tab was hidden or came back. */
  visibility(hidden: boolean): void {
    if (hidden) this.leftAt = Date.now();
    else if (this.leftAt !== null && Date.now() - this.leftAt > AWAY_MS) this.hideAll();
    if (!hidden) this.leftAt = null;
  }

  private changed(): void {
    this.snapshot = new Map([...this.shown].map(([id, { value }]) => [id, value]));
    this.schedule();
    for (const listener of [...this.listeners]) listener();
  }

  private schedule(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const next = Math.min(...[...this.shown.values()].map(({ until }) => until));
    if (!Number.isFinite(next)) return;
    this.timer = setTimeout(() => this.expire(), Math.max(0, next - Date.now()));
  }

  private expire(): void {
    const now = Date.now();
    for (const [id, { until }] of this.shown) if (until <= now) this.shown.delete(id);
    this.changed();
  }
}
