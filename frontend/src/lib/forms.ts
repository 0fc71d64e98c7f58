/** Between forms, their schemas, and the faults the server finds. */
import type { FieldErrors, FieldValues, Path, Resolver, UseFormReturn } from "react-hook-form";
import type { ZodMiniType } from "zod/mini";

import { explain, Problem } from "./api/problem";
import { Declined } from "./presence";

/** Checks a flat form by its schema. The resolver package of react-hook-form would bring all of zod into the page. */
export function resolverOf<T extends FieldValues>(schema: ZodMiniType<T, T>): Resolver<T> {
  return async (values) => {
    const outcome = await schema.safeParseAsync(values);
    if (outcome.success) return { values: outcome.data, errors: {} };
    const errors: Record<string, { type: string; message: string }> = {};
    for (const { path, code, message } of outcome.error.issues) {
      const field = String(path[0] ?? "root");
      errors[field] ??= { type: code, message };
    }
    return { values: {}, errors: errors as FieldErrors<T> };
  };
}

/** Marks the fields the server refused; returns what belongs to no field, for the banner above. */
export function applyProblem<T extends FieldValues>(form: UseFormReturn<T>, error: unknown): string | null {
  if (!(error instanceof Problem)) return explain(error);
  if (error instanceof Declined) return null;
  const known = new Set(Object.keys(form.getValues()));
  const placed = error.errors.filter((fault) => fault.field && known.has(fault.field));
  for (const [index, fault] of placed.entries()) {
    form.setError(fault.field as Path<T>, { message: fault.message }, { shouldFocus: index === 0 });
  }
  const rest = error.errors.filter((fault) => !placed.includes(fault));
  if (placed.length > 0 && rest.length === 0) return null;
  return rest[0]?.message ?? explain(error);
}
