/** Finds what was said: in one room, or in all that are mine to read. */
"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Ago } from "@/components/ui/time";
import { useDebounced } from "@/hooks/use-debounced";
import { useUser } from "@/hooks/use-session";
import type { ChatMessage, ChatRoom } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { useSearch } from "../api/search";
import { inWords } from "../rooms";
import { found } from "../text/found";
import { plain } from "../text/parse";
import { authorOf } from "./message-row";
import { Names, useNames } from "./names";

const NONE: readonly ChatMessage[] = [];

interface SearchProps {
  rooms: readonly ChatRoom[];
  /** Where to look first. */
  room: ChatRoom | null;
  start: string;
  onClose: () => void;
}

export function SearchPanel({ rooms, room, start, onClose }: SearchProps) {
  const organization = useOrganization();
  const me = useUser().id;
  const [text, setText] = useState(start);
  const [here, setHere] = useState(room !== null);
  const wanted = useDebounced(text.trim());
  const search = useSearch(organization.id, here && room ? room.id : null, wanted);
  const list = search.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Sheet open onOpenChange={onClose} title="Search messages">
      <div className="grid gap-4">
        <Input type="search" autoFocus aria-label="Words to look for" placeholder="Words to look for" maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
        {room ? (
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" checked={here} onChange={() => setHere(!here)} className="size-4 accent-(--accent)" /> Only in {inWords(room, me)}
          </label>
        ) : null}
        {wanted === "" ? (
          <p className="text-sm text-muted">All the words, in any order; deleted messages are not found.</p>
        ) : (
          <QueryView query={search}>
            {() =>
              list.length === 0 ? (
                <EmptyState title="Nothing was said with these words" mark={<SearchX />} />
              ) : (
                <Names people={[]} messages={list.length > 0 ? list : NONE}>
                  <ul aria-label="Messages found" className="grid gap-1">
                    {list.map((message) => (
                      <Hit key={message.id} message={message} room={rooms.find(({ id }) => id === message.room)} words={wanted} onOpen={onClose} />
                    ))}
                  </ul>
                </Names>
              )
            }
          </QueryView>
        )}
        {search.hasNextPage ? (
          <Button className="justify-self-center" busy={search.isFetchingNextPage} onClick={() => void search.fetchNextPage()}>
            Older
          </Button>
        ) : null}
      </div>
    </Sheet>
  );
}

function Hit({ message, room, words, onOpen }: { message: ChatMessage; room: ChatRoom | undefined; words: string; onOpen: () => void }) {
  const organization = useOrganization();
  const me = useUser().id;
  const nameOf = useNames();
  return (
    <li>
      <Link href={paths.room(organization.slug, message.room, message.no)} onClick={onOpen} className="grid gap-0.5 rounded-md border px-3 py-2 hover:bg-paper">
        <span className="flex items-baseline gap-2 text-xs text-muted">
          <span className="truncate font-medium text-ink">{authorOf(message)}</span>
          {room ? <span className="truncate">{inWords(room, me)}</span> : null}
          <Ago at={message.created_at} short className="ml-auto shrink-0" />
        </span>
        <span className="line-clamp-3 text-sm [overflow-wrap:anywhere]">
          {found(plain(message.text, nameOf), words).map((part, index) =>
            part.found ? (
              <mark key={index} className="rounded-sm bg-warn-soft text-ink">
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </span>
      </Link>
    </li>
  );
}
