/** A link to a variable, an environment, an event or a secret: its name only for those who may know it. */
"use client";

import { FolderKey, KeyRound, Link2Off, LockKeyhole, type LucideIcon, ScrollText } from "lucide-react";
import Link from "next/link";

import { safeNext } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { useLink } from "../api/links";
import type { RefKind } from "../text/parse";

const KINDS: Record<RefKind, { icon: LucideIcon; hidden: string }> = {
  variable: { icon: KeyRound, hidden: "a variable not shared with you" },
  environment: { icon: FolderKey, hidden: "an environment not shared with you" },
  audit: { icon: ScrollText, hidden: "an event not shared with you" },
  share: { icon: LockKeyhole, hidden: "a secret that is gone" },
};

const chip = "inline-flex max-w-full items-center gap-1 rounded-sm border px-1.5 align-text-bottom text-[0.92em] leading-5 [&_svg]:size-3.5 [&_svg]:shrink-0";

export function LinkChip({ to, kind }: { to: string; kind: RefKind }) {
  const { data, error } = useLink(useOrganization().id, to);
  const { icon: Icon, hidden } = KINDS[kind];
  if (data) {
    return (
      <Link href={safeNext(data.path)} title={data.detail} className={`${chip} bg-accent-soft text-accent hover:border-accent`}>
        <Icon aria-hidden />
        <span className={kind === "share" || kind === "audit" ? "truncate font-medium" : "truncate font-mono"}>{data.label || "One-time secret"}</span>
        {kind === "share" ? <span className="truncate text-muted">opens {data.detail === "1" ? "once" : `${data.detail} times`}</span> : null}
      </Link>
    );
  }
  if (data === undefined && !error) return <span aria-busy className={`${chip} w-28 animate-pulse bg-sunken text-transparent`}>…</span>;
  return (
    <span className={`${chip} border-dashed bg-sunken text-muted`}>
      <Link2Off aria-hidden />
      <span className="truncate">{error ? "a link that didn't load" : hidden}</span>
    </span>
  );
}
