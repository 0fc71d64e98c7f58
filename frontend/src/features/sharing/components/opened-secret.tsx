/** What a share link held: hidden until it is asked for, to be copied, and how much of the link is left. */
"use client";

import { Check, Copy, Eye, EyeOff } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import type { ShareOpened } from "@/lib/api/types";
import { copyText } from "@/lib/clipboard";
import { plural, size, byteLength } from "@/lib/text";
import { refused } from "@/lib/toast";

const SHOWN_MS = 2_000;

export function OpenedSecret({ opened }: { opened: ShareOpened }) {
  const [shown, setShown] = useState(false);
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void copyText(opened.value).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), SHOWN_MS);
      },
      () => refused("Your browser didn't allow copying. Show it and copy it by hand."),
    );
  return (
    <div className="grid gap-3">
      <div className="rounded-md border bg-surface">
        <pre tabIndex={0} aria-label="The secret" className="max-h-80 overflow-auto px-3.5 py-3 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
          {shown ? opened.value : "•".repeat(16)}
        </pre>
        <div className="flex flex-wrap items-center gap-2 border-t bg-paper px-2 py-1.5">
          <Button variant="quiet" size="sm" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />} {shown ? "Hide" : "Show"}
          </Button>
          <Button variant="quiet" size="sm" onClick={copy}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />} {copied ? "Copied" : "Copy"}
          </Button>
          <span className="ml-auto pr-1.5 text-xs text-muted">{size(byteLength(opened.value))}</span>
        </div>
      </div>
      <p role="status" className="text-sm text-muted">
        {opened.left === 0 ? "That was the last time this link opened. There is nothing behind it any more: keep this somewhere safe before you leave the page." : `This link opens ${plural(opened.left, "more time")}.`}
      </p>
    </div>
  );
}
