/** One line of the inbox: a notification, or several of one kind about one thing, which open up. */
"use client";

import { Check, ChevronDown } from "lucide-react";
import { useId, useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/time";
import type { Notification } from "@/lib/api/types";
import { cn } from "@/lib/cn";

import type { Folded } from "../fold";
import { KindIcon } from "./kind-icon";

interface RowProps {
  folded: Folded;
  active: boolean;
  onOpen: (notification: Notification) => void;
  onRead: () => void;
}

export function NotificationRow({ folded, active, onOpen, onRead }: RowProps) {
  const { latest, all, unread } = folded;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const isNew = unread.length > 0;
  return (
    <li data-row className={cn("px-4 py-3", active && "bg-paper")}>
      <div className="flex items-start gap-3">
        <span className={cn("relative mt-0.5 grid size-5 shrink-0 place-items-center", isNew ? "text-accent" : "text-muted")}>
          <KindIcon kind={latest.kind} className="size-4" />
          {isNew ? <span className="absolute -top-0.5 -right-0.5 size-1.5 rounded-full bg-accent" /> : null}
        </span>
        <button type="button" data-row-focus onClick={() => onOpen(latest)} className="min-w-0 flex-1 rounded-sm text-left">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className={cn("[overflow-wrap:anywhere]", isNew && "font-medium")}>{latest.title}</span>
            {isNew ? <span className="sr-only">unread</span> : null}
            {latest.kind.startsWith("security.") ? <Badge tone="warn">security</Badge> : null}
          </span>
          {latest.body ? <span className="block text-sm text-muted [overflow-wrap:anywhere]">{latest.body}</span> : null}
          <Where notification={latest} />
        </button>
        {isNew ? (
          <Button variant="quiet" size="icon" aria-label={`Mark read: ${latest.title}`} onClick={onRead}>
            <Check aria-hidden />
          </Button>
        ) : null}
      </div>
      {all.length > 1 ? (
        <div className="pl-8">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
            className="mt-1 inline-flex min-h-6 items-center gap-1 rounded-sm text-xs text-muted hover:text-ink"
          >
            <ChevronDown aria-hidden className={cn("size-3.5 transition-transform", isOpen && "rotate-180")} />
            {isOpen ? "Show fewer" : `${all.length - 1} more like this`}
          </button>
          <ul id={id} hidden={!isOpen} className="mt-1 grid border-l">
            {isOpen ? all.slice(1).map((one) => <Older key={one.id} notification={one} onOpen={() => onOpen(one)} />) : null}
          </ul>
        </div>
      ) : null}
    </li>
  );
}

function Older({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  return (
    <li>
      <button type="button" onClick={onOpen} className="w-full rounded-sm px-3 py-1.5 text-left text-sm hover:bg-sunken">
        <span className={cn("[overflow-wrap:anywhere]", !notification.read_at && "font-medium")}>{notification.title}</span>
        {notification.read_at ? null : <span className="sr-only"> unread</span>}
        <Where notification={notification} />
      </button>
    </li>
  );
}

function Where({ notification: { organization, created_at } }: { notification: Notification }) {
  return (
    <span className="mt-0.5 block text-xs text-muted">
      {organization ? `${organization.name} · ` : null}
      <Ago at={created_at} />
    </span>
  );
}
