/** The way to the inbox, with the number of what is unread. */
"use client";

import { Bell as Icon } from "lucide-react";
import Link from "next/link";

import { paths } from "@/lib/routes";

import { useUnreadCount } from "../api/list-notifications";

export function Bell() {
  const { data: unread = 0 } = useUnreadCount();
  return (
    <Link
      href={paths.inbox}
      aria-label={unread > 0 ? `Inbox, ${unread} unread` : "Inbox"}
      className="relative grid size-8 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden className="size-4" />
      {unread > 0 ? (
        <span aria-hidden className="absolute top-0 right-0 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[10px] font-semibold text-on-accent">
          {unread > 99 ? "99+" : unread}
        </span>
      ) : null}
    </Link>
  );
}
