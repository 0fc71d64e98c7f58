/** Where one is: each step a link. */
"use client";

import Link from "next/link";

export interface Crumb {
  label: string;
  href: string;
}

export function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Where you are" className="min-w-0">
      <ol className="flex items-center gap-1 overflow-hidden text-sm text-muted">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href} className="flex min-w-0 items-center gap-1 last:shrink-0 last:text-ink max-sm:[&:not(:last-child)]:hidden">
            {index > 0 ? (
              <span aria-hidden className="text-line-strong max-sm:hidden">
                /
              </span>
            ) : null}
            <Link href={crumb.href} className="max-w-48 truncate rounded-sm px-1 py-0.5 hover:bg-sunken hover:text-ink">
              {crumb.label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
