/** Links of the side bar. */
"use client";

import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

interface NavLinkProps {
  href: string;
  current: boolean;
  icon?: LucideIcon;
  mark?: ReactNode;
  indent?: boolean;
  children: ReactNode;
}

export function NavLink({ href, current, icon: Icon, mark, indent, children }: NavLinkProps) {
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex min-h-7.5 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-sunken hover:text-ink",
        indent && "pl-8",
        current && "bg-surface font-medium text-ink shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      {Icon ? <Icon aria-hidden className="size-4 shrink-0" /> : mark}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </Link>
  );
}

export function NavGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="mt-4 grid gap-0.5">
      <p className="eyebrow px-2 pb-1">{label}</p>
      {children}
    </nav>
  );
}
