/** No room yet: where there is space beside the list, the one that waits most is opened. */
"use client";

import { MessagesSquare } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { EmptyState } from "@/components/feedback/states";
import { useUser } from "@/hooks/use-session";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { useRooms } from "../api/rooms";
import { grouped, newsIn } from "../rooms";

export function ChatHome() {
  const organization = useOrganization();
  const me = useUser().id;
  const router = useRouter();
  const { data: rooms } = useRooms(organization.id);
  useEffect(() => {
    document.title = "Chat · KeyNest";
    if (!rooms || !window.matchMedia("(min-width: 64rem)").matches) return;
    const { organization: common, project, direct } = grouped(rooms, me);
    const all = [...common, ...project, ...direct];
    const first = all.find((room) => room.mentions > 0) ?? direct.find((room) => newsIn(room) > 0) ?? all.find((room) => newsIn(room) > 0) ?? all[0];
    if (first) router.replace(paths.room(organization.slug, first.id) + window.location.search);
  }, [rooms, me, organization.slug, router]);
  return (
    <div className="grid h-full place-items-center p-6">
      <EmptyState title="Choose a room" mark={<MessagesSquare />} className="border-0">
        Or write to somebody: the plus beside People.
      </EmptyState>
    </div>
  );
}
