/** Short words about what happened, for every mutation alike. The library comes with the first of them. */
import type { toast as Toast } from "sonner";

import { explain, Problem } from "./api/problem";
import { Declined } from "./presence";

let summon: (() => void) | null = null;
let ready: () => void = () => undefined;
const standing = new Promise<void>((resolve) => {
  ready = resolve;
});
let wanted = false;

/** The place where toasts appear says how to put it up, and later that it stands. */
export function onFirstToast(put: () => void): void {
  summon = put;
  if (wanted) put();
}

export const toastsStand = (): void => ready();

async function show(work: (toast: typeof Toast) => void): Promise<void> {
  wanted = true;
  summon?.();
  const [{ toast }] = await Promise.all([import("sonner"), standing]);
  work(toast);
}

export interface ToastAction {
  label: string;
  onClick: () => void;
}

export const done = (text: string, action?: ToastAction): void =>
  void show((toast) => toast.success(text, action ? { action } : undefined));

export const told = (text: string): void => void show((toast) => toast(text));

export const refused = (text: string, description?: string): void =>
  void show((toast) => toast.error(text, description ? { description } : undefined));

export const failed = (error: unknown): void => {
  if (error instanceof Declined) return;
  const requestId = error instanceof Problem && error.status >= 500 ? error.requestId : null;
  refused(explain(error), requestId ? `Request ${requestId}` : undefined);
};
