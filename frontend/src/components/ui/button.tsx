/** Buttons, and links that look like them. */
import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

const button = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover",
        outline: "border-line-strong/60 bg-surface text-ink hover:bg-sunken",
        ghost: "border-transparent bg-transparent text-ink hover:bg-sunken",
        danger: "border-transparent bg-danger text-on-danger enabled:hover:opacity-90",
        quiet: "border-transparent bg-transparent text-muted hover:bg-sunken hover:text-ink",
        link: "h-auto! border-transparent bg-transparent p-0! text-accent underline underline-offset-3 hover:text-accent-hover",
      },
      size: {
        md: "h-9 px-3.5 text-sm",
        sm: "h-7.5 px-2.5 text-sm",
        icon: "size-7.5 [&_svg]:size-4",
        tiny: "size-6.5 [&_svg]:size-3.5",
      },
    },
    defaultVariants: { variant: "outline", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof button> {
  asChild?: boolean;
  /** Work is under way: the button says so and takes no second click. */
  busy?: boolean;
}

export function Button({ className, variant, size, asChild, busy, disabled, type, ...props }: ButtonProps) {
  const classes = cn(button({ variant, size }), className);
  if (asChild) return <Slot.Root className={classes} {...props} />;
  return (
    <button
      type={type ?? "button"}
      className={cn(classes, busy && "animate-pulse")}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...props}
    />
  );
}
