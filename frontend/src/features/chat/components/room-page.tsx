/** One room, found by its address. */
"use client";

import { useEffect } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { NotFoundState } from "@/components/feedback/states";
import { Skeleton } from "@/components/ui/skeleton";
import { useItem } from "@/hooks/use-route";
import { useSearchState } from "@/hooks/use-search-state";
import { useUser } from "@/hooks/use-session";
import type { ChatRoom } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";

import { useMessages } from "../api/messages";
import { useArchivedRooms, useRooms } from "../api/rooms";
import { putDown } from "../carried";
import { inWords } from "../rooms";
import { useChatSearch } from "../searching";
import { RoomHeader } from "./room-header";
import { RoomView } from "./room-view";

export function RoomPage() {
  const organization = useOrganization();
  const item = useItem();
  const rooms = useRooms(organization.id);
  const matches = (room: ChatRoom) => room.id === item || (room.kind === "organization" && room.name === item);
  const room = rooms.data?.find(matches);
  const archived = useArchivedRooms(organization.id, rooms.isSuccess && !room && item !== "");
  const found = room ?? archived.data?.find(matches);
  if (found) return <Open key={found.id} room={found} />;
  if (rooms.isSuccess && archived.isSuccess && item) {
    return (
      <div className="p-6">
        <NotFoundState />
      </div>
    );
  }
  return <QueryView query={{ ...rooms, data: undefined, error: rooms.error ?? archived.error }} skeleton={<Waiting />}>{() => null}</QueryView>;
}

function Open({ room }: { room: ChatRoom }) {
  const organization = useOrganization();
  const me = useUser().id;
  const [search] = useSearchState();
  const at = Number(search.get("at")) || null;
  const messages = useMessages(organization.id, room.id, at);
  const openSearch = useChatSearch();
  useEffect(() => putDown(room.id), [room.id]);
  const title = inWords(room, me);
  useEffect(() => {
    document.title = `${title} · ${organization.name} · KeyNest`;
  }, [title, organization.name]);
  return (
    <section aria-label={title} className="absolute inset-0 flex flex-col">
      <RoomHeader room={room} onSearch={() => openSearch(room)} />
      <QueryView query={messages} skeleton={<Waiting />}>
        {(timeline) => <RoomView room={room} timeline={timeline} at={at} />}
      </QueryView>
    </section>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading" className="late grid flex-1 content-end gap-4 p-4">
      {["w-2/3", "w-1/2", "w-3/4", "w-1/3"].map((width) => (
        <div key={width} className="grid grid-cols-[2rem_1fr] gap-3">
          <Skeleton className="size-8" />
          <div className="grid content-center gap-2">
            <Skeleton className="h-3 w-24" />
            <Skeleton className={`h-3 ${width}`} />
          </div>
        </div>
      ))}
    </div>
  );
}
