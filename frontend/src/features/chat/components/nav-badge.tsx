/** What waits in the rooms of an organization, beside the way to them. */
"use client";

import type { ChatRoom } from "@/lib/api/types";

import { useRooms } from "../api/rooms";
import { newsIn } from "../rooms";
import { Count } from "./count";

const NONE: readonly ChatRoom[] = [];

export function NavBadge({ organization }: { organization: string }) {
  const { data: rooms = NONE } = useRooms(organization);
  const news = rooms.reduce((sum, room) => sum + newsIn(room), 0);
  const mentions = rooms.some((room) => room.mentions > 0 || (room.kind === "direct" && newsIn(room) > 0));
  return <Count count={news} strong={mentions} />;
}
