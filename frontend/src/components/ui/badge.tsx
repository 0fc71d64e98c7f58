/** Small marks: what a row is, in words as well as in colour. */
import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

import type { Color } from "@/lib/api/types";
import { cn } from "@/lib/cn";

const badge = cva("inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 text-xs font-medium", {
  variants: {
    tone: {
      plain: "bg-sunken text-muted",
      accent: "bg-accent-soft text-accent",
      ok: "bg-ok-soft text-ok",
      warn: "bg-warn-soft text-warn",
      danger: "bg-danger-soft text-danger",
      info: "bg-info-soft text-info",
    },
  },
  defaultVariants: { tone: "plain" },
});

export function Badge({ className, tone, ...props }: ComponentProps<"span"> & VariantProps<typeof badge>) {
  return <span className={cn(badge({ tone }), className)} {...props} />;
}

const DOTS: Record<Color, string> = {
  gray: "bg-env-gray",
  blue: "bg-env-blue",
  green: "bg-env-green",
  amber: "bg-env-amber",
  red: "bg-env-red",
  violet: "bg-env-violet",
};

export function EnvironmentDot({ color, className }: { color: Color; className?: string }) {
  return <span aria-hidden className={cn("inline-block size-2 shrink-0 rounded-[2px]", DOTS[color] ?? DOTS.gray, className)} />;
}

export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      className={cn("inline-grid h-5 min-w-5 place-items-center rounded-sm border bg-paper px-1 font-mono text-2xs text-muted", className)}
      {...props}
    />
  );
}
