/**
 * What was written and not yet sent, by room: kept while the tab lives, in its memory and nowhere else, since it may
 * hold what was never meant to be kept.
 */
import type { Picks } from "./text/words";

export interface Draft {
  text: string;
  picks: Picks;
}

export const EMPTY: Draft = { text: "", picks: {} };

export class DraftStore {
  private drafts = new Map<string, Draft>();
  private listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get(room: string): Draft {
    return this.drafts.get(room) ?? EMPTY;
  }

  set(room: string, draft: Draft): void {
    if (draft.text) this.drafts.set(room, draft);
    else this.drafts.delete(room);
    this.tell();
  }

  has(room: string): boolean {
    return this.drafts.has(room);
  }

  /** Another person, or nobody: nothing of the one before is kept. */
  forget(): void {
    this.drafts.clear();
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const drafts = new DraftStore();
