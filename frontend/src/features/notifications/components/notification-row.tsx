/** One notification: a dot and a word while unread. */
"use client";

import { Check } from "lucide-react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/time";
import type { Notification } from "@/lib/api/types";
import { cn } from "@/lib/cn";

interface RowProps {
  notification: Notification;
  active: boolean;
  onOpen: () => void;
  onRead: () => void;
}

export function NotificationRow({ notification, active, onOpen, onRead }: RowProps) {
  const unread = !notification.read_at;
  return (
    <li data-row className={cn("group flex items-start gap-3 px-4 py-3", active && "bg-paper")}>
      <span aria-hidden className={cn("mt-2 size-1.5 shrink-0 rounded-full", unread ? "bg-accent" : "bg-transparent")} />
      <button type="button" data-row-focus onClick={onOpen} className="min-w-0 flex-1 rounded-sm text-left">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className={cn("[overflow-wrap:anywhere]", unread && "font-medium")}>{notification.title}</span>
          {unread ? <span className="sr-only">unread</span> : null}
          {notification.kind.startsWith("security.") ? <Badge tone="warn">security</Badge> : null}
        </span>
        {notification.body ? <span className="block text-sm text-muted [overflow-wrap:anywhere]">{notification.body}</span> : null}
        <span className="mt-0.5 block text-xs text-muted">
          {notification.organization ? `${notification.organization.name} · ` : null}
          <Ago at={notification.created_at} />
        </span>
      </button>
      {unread ? (
        <Button variant="quiet" size="icon" aria-label={`Mark read: ${notification.title}`} onClick={onRead}>
          <Check aria-hidden />
        </Button>
      ) : null}
    </li>
  );
}
