/** One message: who, when, what; and what can be done with it. */
"use client";

import { memo } from "react";

import { Avatar } from "@/components/ui/avatar";
import { useUser } from "@/hooks/use-session";
import type { ChatMessage } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { localTime, utcTime } from "@/lib/time";

import { nameOf } from "../api/people";
import { EditMessage } from "./edit-message";
import { Face } from "./face";
import { MessageActions } from "./message-actions";
import { MessageText } from "./message-text";

export interface RowActions {
  editing: string | null;
  onEdit: (message: ChatMessage | null) => void;
  onDelete: (message: ChatMessage) => void;
  mayModerate: boolean;
}

interface RowProps extends RowActions {
  message: ChatMessage;
  first: boolean;
  marked: boolean;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export function Clock({ at, className }: { at: string; className?: string }) {
  return (
    <time dateTime={at} title={`${localTime(at)} · ${utcTime(at)}`} className={cn("font-mono text-2xs text-muted", className)}>
      {clock.format(new Date(at))}
    </time>
  );
}

export const authorOf = (message: ChatMessage): string => (message.author ? nameOf(message.author) : message.author_label || "Somebody who left");

export const MessageRow = memo(function MessageRow({ message, first, marked, editing, onEdit, onDelete, mayModerate }: RowProps) {
  const me = useUser().id;
  const mine = message.author?.id === me;
  const open = editing === message.id;
  const named = message.mentions.includes(me);
  return (
    <li
      data-no={message.no}
      className={cn(
        "group relative grid grid-cols-[2rem_minmax(0,1fr)] gap-x-3 px-4 py-0.5 focus-within:bg-paper hover:bg-paper",
        first && "mt-2.5",
        named && "bg-warn-soft/40",
        marked && "bg-accent-soft motion-safe:transition-colors",
      )}
    >
      {first ? (
        message.author ? <Face person={message.author} className="mt-0.5 size-8" /> : <Avatar name={authorOf(message)} className="mt-0.5 size-8" />
      ) : (
        <Clock at={message.created_at} className="pt-1 text-center opacity-0 group-focus-within:opacity-100 group-hover:opacity-100" />
      )}
      <div>
        {first ? (
          <p className="flex items-baseline gap-2">
            <span className="truncate font-semibold">{authorOf(message)}</span>
            <Clock at={message.created_at} className="shrink-0" />
          </p>
        ) : (
          <span className="sr-only">{authorOf(message)}: </span>
        )}
        {open ? (
          <EditMessage message={message} onClose={() => onEdit(null)} />
        ) : message.deleted ? (
          <p className="text-muted italic">This message was deleted.</p>
        ) : (
          <div className="flex flex-wrap items-baseline gap-x-1.5">
            <MessageText text={message.text} me={me} />
            {message.edited_at ? (
              <span title={`Edited ${localTime(message.edited_at)}`} className="text-2xs text-muted">
                (edited)
              </span>
            ) : null}
          </div>
        )}
      </div>
      {open || message.deleted ? null : <MessageActions message={message} mine={mine} mayDelete={mine || mayModerate} onEdit={() => onEdit(message)} onDelete={() => onDelete(message)} />}
    </li>
  );
});
