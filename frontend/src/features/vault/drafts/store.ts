/** The drafts of all environments, in the memory of this tab only; they survive moving between pages. */
import { type DraftState, NO_DRAFTS } from "./drafts";

const UNDO_STEPS = 100;

interface Entry {
  state: DraftState;
  past: readonly DraftState[];
}

export class DraftStore {
  private entries = new Map<string, Entry>();
  private listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get(environment: string): DraftState {
    return this.entries.get(environment)?.state ?? NO_DRAFTS;
  }

  canUndo(environment: string): boolean {
    return (this.entries.get(environment)?.past.length ?? 0) > 0;
  }

  update(environment: string, step: (state: DraftState) => DraftState): void {
    const { state, past } = this.entries.get(environment) ?? { state: NO_DRAFTS, past: [] };
    const next = step(state);
    if (next === state) return;
    this.entries.set(environment, { state: next, past: [...past, state].slice(-UNDO_STEPS) });
    this.tell();
  }

  undo(environment: string): void {
    const entry = this.entries.get(environment);
    const before = entry?.past.at(-1);
    if (!entry || !before) return;
    this.entries.set(environment, { state: before, past: entry.past.slice(0, -1) });
    this.tell();
  }

  /** After saving, or on purpose: nothing is left, not even for undo. */
  clear(environment: string): void {
    if (this.entries.delete(environment)) this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const draftStore = new DraftStore();
