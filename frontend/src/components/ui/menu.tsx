/** Drop-down and context menus. */
"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { cn } from "@/lib/cn";

export const menuItem =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-[highlighted]:bg-sunken data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:text-muted";

export const menuPanel = "z-50 min-w-48 max-w-80 rounded-md border bg-surface p-1 shadow-float";

interface MenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  defaultOpen?: boolean;
}

export function Menu({ trigger, children, align = "end", defaultOpen }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className={cn(menuPanel, "max-h-[70dvh] overflow-y-auto")}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ className, tone, ...props }: ComponentProps<typeof Radix.Item> & { tone?: "danger" }) {
  return <Radix.Item className={cn(menuItem, tone === "danger" && "text-danger [&_svg]:text-danger", className)} {...props} />;
}

export function MenuLabel(props: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className="eyebrow px-2 py-1.5" {...props} />;
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}

export const MenuRadioGroup = Radix.RadioGroup;

export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(menuItem, className)} {...props}>
      <span className="grid size-4 place-items-center">
        <Radix.ItemIndicator>
          <span className="block size-1.5 rounded-full bg-accent" />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.RadioItem>
  );
}
