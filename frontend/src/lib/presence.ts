/**
 * Proving once more that it is oneself, before something grave. Whoever is refused for want of it asks here and waits;
 * the dialog of the frame answers, once for all that wait. Where no dialog is mounted nobody can be asked.
 */
import { Problem } from "./api/problem";
import type { PresenceMethod } from "./api/types";

/** The owner chose not to: nothing failed, so nothing is said. */
export class Declined extends Problem {
  constructor() {
    super(0, "declined", "Nothing was changed.");
  }
}

export class PresenceQuestion {
  private waiting: ((proven: boolean) => void)[] = [];
  private methods: readonly PresenceMethod[] | null = null;
  private listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.answer(false);
    };
  };

  /** By what the owner can prove it, while the question stands. */
  readonly asked = (): readonly PresenceMethod[] | null => this.methods;

  /** Whether there is anybody to ask. */
  get canAsk(): boolean {
    return this.listeners.size > 0;
  }

  /** Resolves with the owner's answer: proven, or left alone. */
  ask(methods: readonly PresenceMethod[]): Promise<boolean> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.methods = methods;
      this.tell();
    });
  }

  answer(proven: boolean): void {
    const waiting = this.waiting;
    this.waiting = [];
    this.methods = null;
    for (const resolve of waiting) resolve(proven);
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const presence = new PresenceQuestion();
