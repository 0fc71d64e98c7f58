/** Server faults back into the form they came from. */
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";

import { explain, Problem } from "./api/problem";

/** Marks the fields the server refused; returns what belongs to no field, for the banner above. */
export function applyProblem<T extends FieldValues>(form: UseFormReturn<T>, error: unknown): string | null {
  if (!(error instanceof Problem)) return explain(error);
  const known = new Set(Object.keys(form.getValues()));
  const placed = error.errors.filter((fault) => fault.field && known.has(fault.field));
  for (const [index, fault] of placed.entries()) {
    form.setError(fault.field as Path<T>, { message: fault.message }, { shouldFocus: index === 0 });
  }
  const rest = error.errors.filter((fault) => !placed.includes(fault));
  if (placed.length > 0 && rest.length === 0) return null;
  return rest[0]?.message ?? explain(error);
}
