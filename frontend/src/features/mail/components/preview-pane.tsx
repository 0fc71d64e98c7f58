/** How the letter looks with sample data: as HTML or as text, as wide as a desk or a phone. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { MailFrame } from "@/components/ui/mail-frame";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

import type { Preview } from "../use-preview";

const VIEWS = [
  { view: "wide", label: "Desktop" },
  { view: "narrow", label: "Phone" },
  { view: "text", label: "Plain text" },
] as const;
type View = (typeof VIEWS)[number]["view"];

interface PaneProps {
  label: string;
  preview: Preview;
  className?: string;
  /** How high what is shown may be. */
  height?: string;
}

export function PreviewPane({ label, preview, className, height = "h-[36rem]" }: PaneProps) {
  const [view, setView] = useState<View>("wide");
  const { shown, faults, loading, again } = preview;
  const general = faults.find(({ block }) => block === null);
  return (
    <section aria-label="Preview" className={cn("grid content-start gap-3 rounded-md border bg-surface p-3", className)}>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-sm font-medium">Preview</h3>
        <p role="status" className="min-w-0 flex-1 basis-40 text-xs text-muted">
          {stateOf(loading, faults.length > 0, shown !== null)}
        </p>
        <div role="group" aria-label="Show the preview as" className="flex rounded-md border">
          {VIEWS.map((one) => (
            <Button key={one.view} size="sm" variant={view === one.view ? "ghost" : "quiet"} aria-pressed={view === one.view} className={cn("rounded-none first:rounded-l-md last:rounded-r-md", view === one.view && "bg-sunken")} onClick={() => setView(one.view)}>
              {one.label}
            </Button>
          ))}
        </div>
      </div>
      {general && !loading ? (
        <Notice
          tone="danger"
          action={
            <Button size="sm" onClick={again}>
              Try again
            </Button>
          }
        >
          {general.message}
        </Notice>
      ) : null}
      {shown ? (
        <>
          <p className="rounded-sm bg-sunken px-3 py-2 text-sm [overflow-wrap:anywhere]">
            <span className="text-muted">Subject</span> <span className="font-medium">{shown.subject}</span>
          </p>
          {view === "text" ? (
            <pre tabIndex={0} aria-label={`${label} as plain text`} className={cn("overflow-auto rounded-sm border bg-paper p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]", height)}>
              {shown.text}
            </pre>
          ) : (
            <MailFrame title={`${label} as it looks`} html={shown.html} narrow={view === "narrow"} className={height} />
          )}
        </>
      ) : general ? null : (
        <Skeleton className={height} />
      )}
    </section>
  );
}

function stateOf(loading: boolean, faulty: boolean, shown: boolean): string {
  if (loading) return "Following what you write…";
  if (faulty) return shown ? "As it was before the fault" : "";
  return "With made-up names";
}
