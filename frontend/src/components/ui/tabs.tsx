/** Tabs whose choice lives in the address: links, styled as tabs. */
"use client";

import Link from "next/link";

import { cn } from "@/lib/cn";

export interface TabLink {
  href: string;
  label: string;
  count?: number;
  current: boolean;
}

export function TabLinks({ label, tabs }: { label: string; tabs: TabLink[] }) {
  return (
    <nav aria-label={label} className="flex gap-5 overflow-x-auto border-b">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          replace
          scroll={false}
          aria-current={tab.current ? "page" : undefined}
          className={cn(
            "-mb-px shrink-0 whitespace-nowrap border-b-2 border-transparent py-2 text-sm text-muted hover:text-ink focus-visible:outline-offset-[-2px]",
            tab.current && "border-accent font-medium text-ink",
          )}
        >
          {tab.label}
          {tab.count ? <span className="ml-1.5 font-mono text-xs text-muted">{tab.count}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
