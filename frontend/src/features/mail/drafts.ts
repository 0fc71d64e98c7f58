/** Letters and colours under work, in the memory of this tab only; they survive moving between pages. */
import type { MailTexts } from "@/lib/api/types";

export interface LetterDraft {
  texts: MailTexts;
  /** The version that it began from. */
  version: number;
}

export class Drafts<T> {
  private drafts = new Map<string, T>();
  private listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get(id: string): T | null {
    return this.drafts.get(id) ?? null;
  }

  set(id: string, draft: T): void {
    this.drafts.set(id, draft);
    this.tell();
  }

  clear(id: string): void {
    if (this.drafts.delete(id)) this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const letterDrafts = new Drafts<LetterDraft>();
export const colorDrafts = new Drafts<string>();
export const draftId = (organization: string, of: string): string => `mail ${organization} ${of}`;
