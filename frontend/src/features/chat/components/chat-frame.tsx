/** Rooms at the side, one of them open; on a phone one after the other. */
"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { useItem } from "@/hooks/use-route";
import type { ChatRoom } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { useOrganization } from "@/lib/scope";

import { useRooms } from "../api/rooms";
import { ChatSearchContext, type OpenSearch } from "../searching";
import { RoomList } from "./room-list";

const SearchPanel = dynamic(() => import("./search-panel").then((module) => module.SearchPanel), { ssr: false });

export function ChatFrame({ children }: { children: ReactNode }) {
  const organization = useOrganization();
  const item = useItem();
  const rooms = useRooms(organization.id);
  const [search, setSearch] = useState<{ room: ChatRoom | null; words: string } | null>(null);
  const openSearch = useCallback<OpenSearch>((room, words = "") => setSearch({ room, words }), []);
  return (
    <ChatSearchContext value={openSearch}>
      <div className="absolute inset-0 grid grid-rows-[minmax(0,1fr)] lg:grid-cols-[15rem_minmax(0,1fr)]">
        <aside aria-label="Rooms" className={cn("min-h-0 lg:border-r", item && "max-lg:hidden")}>
          <QueryView query={rooms} skeleton={<div className="p-3"><RowsSkeleton rows={5} /></div>}>
            {(list) => <RoomList rooms={list} open={item} onSearch={(words) => openSearch(null, words)} />}
          </QueryView>
        </aside>
        <div className={cn("relative min-h-0", !item && "max-lg:hidden")}>{children}</div>
      </div>
      {search ? <SearchPanel rooms={rooms.data ?? []} room={search.room} start={search.words} onClose={() => setSearch(null)} /> : null}
    </ChatSearchContext>
  );
}
