/** What must leave KeyNest, message by message; and the mailboxes that get no mail any more. */
"use client";

import dynamic from "next/dynamic";
import Link from "next/link";

import { useSearchState } from "@/hooks/use-search-state";
import { cn } from "@/lib/cn";
import { paths } from "@/lib/routes";

import { MessageList } from "./message-list";

const SuppressionList = dynamic(() => import("./suppression-list").then((module) => module.SuppressionList), { ssr: false });

export function OutboxPage() {
  const [search] = useSearchState();
  const suppressed = search.get("tab") === "suppressed";
  const parts = [
    { href: paths.outbox, label: "Messages", current: !suppressed },
    { href: `${paths.outbox}?tab=suppressed`, label: "Suppressed mailboxes", current: suppressed },
  ];
  return (
    <>
      <nav aria-label="Parts of the outbox" className="flex gap-0.5 justify-self-start rounded-md border border-line-strong bg-surface p-0.5">
        {parts.map(({ href, label, current }) => (
          <Link
            key={href}
            href={href}
            replace
            scroll={false}
            aria-current={current ? "page" : undefined}
            className={cn("rounded-sm px-2.5 py-1 text-sm", current ? "bg-accent-soft font-medium text-accent" : "text-muted hover:text-ink")}
          >
            {label}
          </Link>
        ))}
      </nav>
      {suppressed ? <SuppressionList /> : <MessageList />}
    </>
  );
}
