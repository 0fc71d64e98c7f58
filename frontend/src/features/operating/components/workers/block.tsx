/** One part of the page, which a link can lead to. */
import type { ReactNode } from "react";

export function Block({ id, title, note, children }: { id: string; title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="grid scroll-mt-14 grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 id={`${id}-title`} className="text-base">
          {title}
        </h2>
        {note ? <p className="text-sm text-muted">{note}</p> : null}
      </div>
      {children}
    </section>
  );
}

/** Where there is nothing to list. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="rounded-md border border-dashed border-line-strong/60 px-4 py-3 text-sm text-muted">{children}</p>;
}
