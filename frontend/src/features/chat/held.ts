/** The leak guard's words: which variable was recognized, as far as the reader may know it. */
import { Problem } from "@/lib/api/problem";
import { Refusal } from "@/lib/live/frames";

export const HELD = "holds_value";

export function heldWords(error: unknown): string {
  if (error instanceof Problem) return error.errors.find(({ code }) => code === HELD)?.message ?? error.message;
  return error instanceof Refusal ? error.message : "";
}
