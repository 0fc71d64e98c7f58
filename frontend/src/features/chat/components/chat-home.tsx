/** No room yet: where there is space beside the list, the one that waits most is opened. */
"use client";

import { MessagesSquare } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";

import { EmptyState } from "@/components/feedback/states";
import { useUser } from "@/hooks/use-session";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { useRooms } from "../api/rooms";
import { carry } from "../carried";
import { grouped, newsIn } from "../rooms";

export function ChatHome() {
  const organization = useOrganization();
  const me = useUser().id;
  const router = useRouter();
  const search = useSearchParams();
  const [carrying] = useState(() => carry(search.get("about"), search.get("as")));
  const { data: rooms } = useRooms(organization.id);
  useEffect(() => {
    document.title = "Chat · KeyNest";
    if (!rooms || carrying || !window.matchMedia("(min-width: 64rem)").matches) return;
    const { organization: common, project, direct } = grouped(rooms, me);
    const all = [...common, ...project, ...direct];
    const first = all.find((room) => room.mentions > 0) ?? direct.find((room) => newsIn(room) > 0) ?? all.find((room) => newsIn(room) > 0) ?? all[0];
    if (first) router.replace(paths.room(organization.slug, first.id));
  }, [rooms, me, carrying, organization.slug, router]);
  return (
    <div className="grid h-full place-items-center p-6">
      <EmptyState title={carrying ? "Where do you want to share it?" : "Choose a room"} mark={<MessagesSquare />} className="border-0">
        {carrying ? "Choose a room: it goes into its field, and is sent when you say so." : "Or write to somebody: the plus beside People."}
      </EmptyState>
    </div>
  );
}
