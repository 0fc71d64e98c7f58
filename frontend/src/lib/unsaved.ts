/** Work that would be lost by leaving: pages report it here; sign-out, organization switch and tab closing ask first. */

export interface UnsavedWork {
  id: string;
  /** The organization it belongs to. */
  organization: string;
  label: string;
  href: string;
  count: number;
  discard: () => void;
}

type Listener = () => void;

export class UnsavedRegistry {
  private work: readonly UnsavedWork[] = [];
  private listeners = new Set<Listener>();

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): readonly UnsavedWork[] => this.work;

  set(work: UnsavedWork): void {
    const rest = this.work.filter((entry) => entry.id !== work.id);
    this.replace(work.count > 0 ? [...rest, work] : rest);
  }

  discardAll(): void {
    const dropped = this.work;
    this.replace([]);
    for (const entry of dropped) entry.discard();
  }

  private replace(work: readonly UnsavedWork[]): void {
    if (work.length === 0 && this.work.length === 0) return;
    this.work = work;
    for (const listener of [...this.listeners]) listener();
  }
}

export const unsaved = new UnsavedRegistry();
