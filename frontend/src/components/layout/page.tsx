/** The head of a page in the signed-in part, and the browser's title with it. */
"use client";

import { type ReactNode, useEffect } from "react";

import { cn } from "@/lib/cn";

interface PageProps {
  title: string;
  /** When the heading carries more than its words. */
  heading?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  tabs?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

export function Page({ title, heading, lead, actions, tabs, wide, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · KeyNest`;
  }, [title]);
  return (
    <div className={cn("mx-auto grid w-full grid-cols-[minmax(0,1fr)] gap-5 px-4 pt-5 pb-16 md:px-8 md:pt-7", wide ? "max-w-[100rem]" : "max-w-5xl")}>
      <header className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-60">
            <h1 className="text-xl [overflow-wrap:anywhere]">{heading ?? title}</h1>
            {lead ? <div className="mt-1 text-muted">{lead}</div> : null}
          </div>
          {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
        </div>
        {tabs}
      </header>
      {children}
    </div>
  );
}

export function Section({ title, lead, children, id }: { title: string; lead?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section aria-labelledby={id ?? title} className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t pt-5 md:grid-cols-[15rem_minmax(0,1fr)] md:gap-8">
      <div>
        <h2 id={id ?? title} className="text-base">
          {title}
        </h2>
        {lead ? <div className="mt-1 text-sm text-muted">{lead}</div> : null}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">{children}</div>
    </section>
  );
}
