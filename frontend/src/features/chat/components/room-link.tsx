/** One room in the list: bold while something in it is unread, quiet while it is muted. */
"use client";

import { BellOff, type LucideIcon, PencilLine } from "lucide-react";
import Link from "next/link";
import { useSyncExternalStore } from "react";

import { useUser } from "@/hooks/use-session";
import type { ChatRoom } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { drafts } from "../drafts";
import { newsIn, otherOf, titleOf } from "../rooms";
import { Count } from "./count";
import { Face } from "./face";

export function RoomLink({ room, current, icon: Icon }: { room: ChatRoom; current: boolean; icon?: LucideIcon }) {
  const organization = useOrganization();
  const me = useUser().id;
  const news = newsIn(room);
  const other = room.kind === "direct" ? otherOf(room, me) : undefined;
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.has(room.id), () => false);
  return (
    <li>
      <Link
        href={paths.room(organization.slug, room.id)}
        aria-current={current ? "page" : undefined}
        className={cn(
          "flex min-h-8 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-sunken hover:text-ink",
          news > 0 && "font-semibold text-ink",
          room.muted && "opacity-75",
          current && "bg-surface font-medium text-ink shadow-[inset_2px_0_0_var(--accent)]",
        )}
      >
        {other ? <Face person={other} className="size-5" /> : Icon ? <Icon aria-hidden className="size-4 shrink-0" /> : null}
        <span className="min-w-0 flex-1 truncate">{titleOf(room, me)}</span>
        {draft && !current ? <PencilLine aria-label="draft" className="size-3.5 shrink-0" /> : null}
        {room.muted ? <BellOff aria-label="muted" className="size-3.5 shrink-0" /> : null}
        <Count count={news} strong={room.mentions > 0 || room.kind === "direct"} />
      </Link>
    </li>
  );
}
