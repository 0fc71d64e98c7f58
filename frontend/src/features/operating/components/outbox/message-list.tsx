/** The messages, newest first: found, chosen, sent again, dropped. */
"use client";

import { Mailbox } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Button } from "@/components/ui/button";
import { useSearchState } from "@/hooks/use-search-state";
import type { Message } from "@/lib/api/types";

import { useOutbox } from "../../api/outbox";
import { activeFilters, readFilters } from "../../filters";
import { ChosenBar } from "./chosen-bar";
import { MessageFilters } from "./message-filters";
import { MessageTable } from "./message-table";
import { ResendDead } from "./resend-dead";

const MessageSheet = dynamic(() => import("./message-sheet").then((module) => module.MessageSheet), { ssr: false });

const NOTHING: Message[] = [];
const NONE: ReadonlySet<string> = new Set();

/** What can still be sent or dropped. */
const open = ({ state }: Message) => state === "pending" || state === "dead";

export function MessageList() {
  const [search, setSearch] = useSearchState();
  const outbox = useOutbox(readFilters(search));
  const [chosen, setChosen] = useState(NONE);
  const list = outbox.data?.pages.flatMap((page) => page.results) ?? NOTHING;
  const filters = activeFilters(search);
  const clear = () => setSearch(Object.fromEntries(filters.map((name) => [name, null])));
  const shown = search.get("message");
  // What has left meanwhile, or is filtered away, is not chosen any more.
  const ids = list.filter((message) => open(message) && chosen.has(message.id)).map(({ id }) => id);
  return (
    <>
      <MessageFilters search={search} setSearch={setSearch} />
      <ResendDead list={list} filters={readFilters(search)} />
      <QueryView query={outbox}>
        {() =>
          list.length === 0 ? (
            <EmptyState
              title={filters.length > 0 ? "No message matches" : "Nothing has been sent yet"}
              mark={<Mailbox />}
              action={filters.length > 0 ? <Button onClick={clear}>Remove the filters: {filters.join(", ")}</Button> : null}
            >
              {filters.length > 0 ? null : <p>Every mail and every notification passes through here on its way out.</p>}
            </EmptyState>
          ) : (
            <MessageTable list={list} chosen={new Set(ids)} onChoose={setChosen} canChoose={open} onOpen={({ id }) => setSearch({ message: id })} />
          )
        }
      </QueryView>
      {outbox.hasNextPage ? (
        <Button className="justify-self-center" busy={outbox.isFetchingNextPage} onClick={() => void outbox.fetchNextPage()}>
          Older
        </Button>
      ) : null}
      {ids.length > 0 ? <ChosenBar ids={ids} onDone={() => setChosen(NONE)} /> : null}
      {shown ? <MessageSheet id={shown} onClose={() => setSearch({ message: null })} /> : null}
    </>
  );
}
