/** What was said, as elements: text only ever becomes text. */
"use client";

import { Fragment, type ReactNode, useMemo } from "react";

import { cn } from "@/lib/cn";

import { parse, type Part } from "../text/parse";
import { LinkChip } from "./link-chip";
import { useNames } from "./names";

export function MessageText({ text, me }: { text: string; me: string }) {
  const parts = useMemo(() => parse(text), [text]);
  return <div className="whitespace-pre-wrap [overflow-wrap:anywhere]">{show(parts, me)}</div>;
}

const show = (parts: readonly Part[], me: string): ReactNode =>
  parts.map((part, index) => (
    <Fragment key={index}>
      <Shown part={part} me={me} />
    </Fragment>
  ));

function Shown({ part, me }: { part: Part; me: string }): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "bold":
      return <strong className="font-semibold">{show(part.parts, me)}</strong>;
    case "code":
      return <code className="rounded-sm bg-sunken px-1 py-px font-mono text-[0.92em]">{part.text}</code>;
    case "block":
      return (
        <pre tabIndex={0} className="my-1 max-h-96 overflow-auto rounded-md border bg-sunken px-3 py-2 font-mono text-xs whitespace-pre [overflow-wrap:normal]">
          <code>{part.text}</code>
        </pre>
      );
    case "url":
      return (
        <a href={part.url} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline underline-offset-3 hover:text-accent-hover">
          {part.url}
        </a>
      );
    case "mention":
      return <Mention user={part.user} mine={part.user === me} />;
    case "ref":
      return <LinkChip to={part.ref} kind={part.to} />;
  }
}

function Mention({ user, mine }: { user: string; mine: boolean }) {
  const nameOf = useNames();
  return <span className={cn("rounded-sm px-1 font-medium", mine ? "bg-warn-soft text-warn" : "bg-accent-soft text-accent")}>@{nameOf(user)}</span>;
}
