/** Text inputs of one look. */
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

export const inputClasses =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-base text-ink transition-colors hover:border-muted aria-invalid:border-danger disabled:opacity-60 [&[readonly]]:bg-sunken";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return <input type={type} className={cn(inputClasses, "h-9 max-md:text-[16px]", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(inputClasses, "min-h-20 py-2 max-md:text-[16px]", className)} {...props} />;
}

/** The platform's own select: right on phones, right for screen readers. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={cn(inputClasses, "h-9 w-auto pr-7 max-md:text-[16px]", className)} {...props} />;
}

export function Checkbox({ className, ...props }: Omit<ComponentProps<"input">, "type">) {
  return <input type="checkbox" className={cn("size-4 shrink-0 accent-(--accent)", className)} {...props} />;
}
