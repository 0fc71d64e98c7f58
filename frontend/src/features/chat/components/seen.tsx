/** Who has read what I said last: a number, and the names behind it. */
"use client";

import { CheckCheck } from "lucide-react";

import { Tip } from "@/components/ui/tooltip";
import { useUser } from "@/hooks/use-session";
import type { ChatReading, ChatRoom } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { ago } from "@/lib/time";

import { nameOf } from "../api/people";
import { useReadings } from "../api/reading";
import type { Timeline } from "../timeline";

const NONE: readonly ChatReading[] = [];
const MOST_NAMES = 12;

export function Seen({ room, timeline }: { room: ChatRoom; timeline: Timeline }) {
  const me = useUser().id;
  const { data = NONE } = useReadings(useOrganization().id, room.id);
  const last = timeline.after === null ? timeline.messages.at(-1) : undefined;
  const readers = last && last.author?.id === me ? data.filter(({ user, no }) => user.id !== me && no >= last.no) : [];
  if (readers.length === 0) return <div aria-hidden className="h-5" />;
  const names = readers.slice(0, MOST_NAMES).map(({ user }) => nameOf(user));
  const more = readers.length - names.length;
  const who = `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const direct = room.kind === "direct";
  return (
    <div className="flex h-5 justify-end px-4">
      <Tip text={direct ? `${who}, ${ago(readers[0]?.at ?? "")}` : who}>
        <button type="button" aria-label={`Seen by ${who}`} className="inline-flex items-center gap-1 rounded-sm text-2xs text-muted">
          <CheckCheck aria-hidden className="size-3" /> {direct ? "Seen" : `Seen by ${readers.length}`}
        </button>
      </Tip>
    </div>
  );
}
