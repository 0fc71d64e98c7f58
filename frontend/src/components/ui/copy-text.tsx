/** A text to take elsewhere, whole, with one press. */
"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { copyText } from "@/lib/clipboard";
import { cn } from "@/lib/cn";
import { refused } from "@/lib/toast";

import { Button } from "./button";

interface CopyTextProps {
  label: string;
  text: string;
  /** When it reads better with spaces than it is copied. */
  shown?: string;
  className?: string;
}

const SHOWN_MS = 2_000;

export function CopyText({ label, text, shown = text, className }: CopyTextProps) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    copyText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), SHOWN_MS);
      },
      () => refused("Your browser didn't allow copying. Mark the text and copy it by hand."),
    );
  return (
    <span className={cn("flex items-center gap-2 rounded-md border bg-paper py-1 pr-1 pl-2.5", className)}>
      <code className="min-w-0 flex-1 font-mono text-sm [overflow-wrap:anywhere] select-all">{shown}</code>
      <Button variant="quiet" size="icon" aria-label={copied ? "Copied" : label} onClick={() => void copy()}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      </Button>
    </span>
  );
}
