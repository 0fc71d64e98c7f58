/** The mark: a keyhole resting in a nest of three strokes. */
import { cn } from "@/lib/cn";

export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={cn("size-6 text-accent", className)} fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round">
      <circle cx="12" cy="8" r="3.1" fill="currentColor" stroke="none" />
      <path d="M12 8v6.2" strokeWidth="2.4" />
      <path d="M3 12.5c1 4.9 4.6 8 9 8s8-3.1 9-8" />
      <path d="M6.4 13.5c.9 2.6 3 4.1 5.6 4.1s4.7-1.5 5.6-4.1" />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 font-semibold tracking-tight", className)}>
      <Mark />
      KeyNest
    </span>
  );
}
