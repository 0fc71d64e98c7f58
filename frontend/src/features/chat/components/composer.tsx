/** Where one writes: the draft of this room, what can be put into it, and the way out. */
"use client";

import { AtSign, Hash, LockKeyhole, SendHorizontal } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, type RefObject, useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { Button } from "@/components/ui/button";
import { Tip } from "@/components/ui/tooltip";
import type { ChatRoom } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { live } from "@/lib/live/browser";

import { type Draft, drafts, EMPTY } from "../drafts";
import { streamOf } from "../frames";
import { TypingVoice } from "../typing";
import { Editor, LONGEST, sentText } from "./editor";

const SecretDialog = dynamic(() => import("./secret-dialog").then((module) => module.SecretDialog), { ssr: false });

interface ComposerProps {
  room: ChatRoom;
  title: string;
  field: RefObject<HTMLTextAreaElement | null>;
  onSend: (text: string) => void;
  onEscape: () => void;
  onUp: () => void;
}

export function Composer({ room, title, field, onSend, onEscape, onUp }: ComposerProps) {
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(room.id), () => EMPTY);
  const [sealing, setSealing] = useState(false);
  const voice = useVoice(room.id);
  const text = sentText(draft);
  const tooLong = text.length > LONGEST;
  const change = (next: Draft) => {
    drafts.set(room.id, next);
    voice.wrote(next.text);
  };
  const send = () => {
    if (!text || tooLong) return;
    voice.said();
    drafts.set(room.id, EMPTY);
    onSend(text);
  };
  const put = (words: string, picks: Draft["picks"] = {}) => {
    const gap = draft.text && !/\s$/.test(draft.text) ? " " : "";
    change({ text: draft.text + gap + words, picks: { ...draft.picks, ...picks } });
    setTimeout(() => {
      const end = field.current?.value.length ?? 0;
      field.current?.focus();
      field.current?.setSelectionRange(end, end);
    }, 0);
  };
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    if (window.matchMedia("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
  }, [field, room.id]);
  return (
    <div className="px-4 pb-3">
      <div className={cn("rounded-lg border border-line-strong bg-surface px-2 pt-0.5 focus-within:border-accent focus-within:shadow-[0_0_0_1px_var(--accent)]", tooLong && "border-danger")}>
        <Editor label={`Message to ${title}`} placeholder={`Message to ${title}`} draft={draft} field={field} onChange={change} onSend={send} onEscape={onEscape} onUp={onUp} />
        <div className="flex items-center gap-0.5 pb-1.5">
          <Tool label="Mention somebody" onClick={() => put("@")} icon={<AtSign aria-hidden />} />
          <Tool label="Link to a variable or environment" onClick={() => put("#")} icon={<Hash aria-hidden />} />
          <Tool label="Send a secret as a one-time link" onClick={() => setSealing(true)} icon={<LockKeyhole aria-hidden />} />
          <p className="ml-auto hidden truncate px-2 text-2xs text-muted md:block">
            {draft.text ? "Enter sends, Shift+Enter breaks the line" : "**bold**  `code`  ↑ edits your last one"}
          </p>
          {text.length > LONGEST - 400 ? (
            <span role="status" className={cn("px-1 font-mono text-xs", tooLong ? "text-danger" : "text-muted")}>
              {(LONGEST - text.length).toLocaleString("en")}
              <span className="sr-only"> characters left</span>
            </span>
          ) : null}
          <Button variant="primary" size="icon" aria-label="Send" className="max-md:ml-auto" disabled={!text || tooLong} onClick={send}>
            <SendHorizontal aria-hidden />
          </Button>
        </div>
      </div>
      {sealing ? <SecretDialog direct={room.kind === "direct"} onClose={() => setSealing(false)} onSealed={(token) => put("#one-time-secret ", { "#one-time-secret": token })} /> : null}
    </div>
  );
}

function Tool({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <Tip text={label}>
      <Button variant="quiet" size="icon" aria-label={label} onClick={onClick}>
        {icon}
      </Button>
    </Tip>
  );
}

function useVoice(room: string): TypingVoice {
  const voice = useMemo(() => new TypingVoice((on) => void live.tell({ type: "typing", s: streamOf(room), on })), [room]);
  useEffect(() => () => voice.stop(), [voice]);
  return voice;
}
