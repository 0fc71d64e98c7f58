/** A message of one's own, being changed in its place. */
"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { isProblem } from "@/lib/api/problem";
import type { ChatLink, ChatMessage } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { failed } from "@/lib/toast";

import { linkKey } from "../api/keys";
import { useEditMessage } from "../api/messages";
import { decode } from "../text/words";
import { Editor, LONGEST, sentText } from "./editor";
import { HeldNotice } from "./held-notice";
import { useNames } from "./names";

export function EditMessage({ message, onClose }: { message: ChatMessage; onClose: () => void }) {
  const organization = useOrganization();
  const nameOf = useNames();
  const field = useRef<HTMLTextAreaElement>(null);
  const edit = useEditMessage(organization.id);
  const client = useQueryClient();
  const [draft, setDraft] = useState(() =>
    decode(message.text, (token) => {
      if (token.startsWith("<@")) return `@${nameOf(token.slice(2, -1).toLowerCase())}`;
      const link = client.getQueryData<ChatLink | null>(linkKey(organization.id, token.slice(1, -1).toLowerCase()));
      return link ? `#${link.label || "one-time-secret"}` : null;
    }),
  );
  const text = sentText(draft);
  const save = () => {
    if (!text || text.length > LONGEST) return;
    if (text === message.text) return onClose();
    edit.mutate({ id: message.id, text }, { onSuccess: onClose, onError: (error) => void (isProblem(error, "holds_value") || failed(error)) });
  };
  useEffect(() => {
    const end = field.current?.value.length ?? 0;
    field.current?.focus();
    field.current?.setSelectionRange(end, end);
  }, []);
  return (
    <div className="grid gap-1.5 py-1">
      <div className="rounded-md border border-line-strong bg-surface px-2 focus-within:border-accent">
        <Editor label="Edit message" draft={draft} field={field} onChange={setDraft} onSend={save} onEscape={onClose} />
      </div>
      {isProblem(edit.error, "holds_value") ? <HeldNotice error={edit.error} /> : null}
      <div className="flex items-center gap-2">
        <Button variant="primary" size="sm" busy={edit.isPending} disabled={!text || text.length > LONGEST} onClick={save}>
          Save
        </Button>
        <Button size="sm" onClick={onClose}>
          Cancel
        </Button>
        <span className="text-2xs text-muted max-md:hidden">Enter saves, Esc cancels</span>
      </div>
    </div>
  );
}
