/** A value that stays hidden until its reader asks, and goes again with the dialog. */
"use client";

import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import { failed } from "@/lib/toast";

import { VisibleValue } from "../table/marks";

interface PeekProps {
  /** For the button's name: "the new value of API_KEY". */
  what: string;
  load: () => Promise<string> | string;
  tag?: ReactNode;
}

export function Peek({ what, load, tag }: PeekProps) {
  const [value, setValue] = useState<string | null>(null);
  const toggle = async () => {
    if (value !== null) return setValue(null);
    try {
      setValue(await load());
    } catch (error) {
      failed(error);
    }
  };
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      {tag ? <span className="w-12 shrink-0 text-xs text-muted">{tag}</span> : null}
      <code className="max-h-32 min-w-0 flex-1 overflow-y-auto font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
        {value === null ? <span aria-hidden>••••••••</span> : <VisibleValue value={value} />}
      </code>
      <Button variant="link" size="sm" className="text-xs" aria-label={`${value === null ? "Show" : "Hide"} ${what}`} onClick={() => void toggle()}>
        {value === null ? "Show" : "Hide"}
      </Button>
    </span>
  );
}
