/** The mailboxes that get nothing but what somebody waits for. */
"use client";

import { MailX, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Lead } from "@/components/layout/lead";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { useSearchState } from "@/hooks/use-search-state";
import { useSearchText } from "@/hooks/use-search-text";
import type { Suppression } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { localTime, utcTime } from "@/lib/time";

import { useSuppressions } from "../../api/suppressions";
import { LiftConfirm, SuppressDialog } from "./suppressing";

const NOTHING: Suppression[] = [];

export function SuppressionList() {
  const [search, setSearch] = useSearchState();
  const [text, setText] = useSearchText("q");
  const q = search.get("q") ?? "";
  const suppressions = useSuppressions(q);
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<Suppression | null>(null);
  const list = suppressions.data?.pages.flatMap((page) => page.results) ?? NOTHING;
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden /> Suppress a mailbox
    </Button>
  );
  return (
    <>
      <Lead actions={add}>
        Mailboxes that their own servers say do not exist, and those you add. They get nothing but what somebody waits for, like a reset.
      </Lead>
      <label className="grid max-w-md gap-1 text-xs text-muted">
        Search
        <Input type="search" data-search placeholder="Address or reason" maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <QueryView query={suppressions}>
        {() =>
          list.length > 0 ? (
            <Rows list={list} onLift={setLifting} />
          ) : (
            <EmptyState
              title={q ? "No suppressed mailbox matches" : "No mailbox is suppressed"}
              mark={<MailX />}
              action={q ? <Button onClick={() => setSearch({ q: null })}>Remove the search</Button> : add}
            />
          )
        }
      </QueryView>
      {suppressions.hasNextPage ? (
        <Button className="justify-self-center" busy={suppressions.isFetchingNextPage} onClick={() => void suppressions.fetchNextPage()}>
          Older
        </Button>
      ) : null}
      {adding ? <SuppressDialog onClose={() => setAdding(false)} /> : null}
      {lifting ? <LiftConfirm suppression={lifting} onClose={() => setLifting(null)} /> : null}
    </>
  );
}

function Rows({ list, onLift }: { list: Suppression[]; onLift: (suppression: Suppression) => void }) {
  return (
    <Table label="Suppressed mailboxes">
      <thead>
        <tr>
          <Th>Mailbox</Th>
          <Th>Why</Th>
          <Th>Since</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {list.map((suppression) => (
          <Tr key={suppression.id}>
            <Td className="font-mono text-xs [overflow-wrap:anywhere]">{suppression.address}</Td>
            <Td className="text-muted [overflow-wrap:anywhere]">
              {suppression.reason}{" "}
              {suppression.message_id ? (
                <Link href={`${paths.outbox}?message=${suppression.message_id}`} aria-label={`The letter to ${suppression.address} that was refused`} className="rounded-sm text-accent underline underline-offset-3">
                  which letter
                </Link>
              ) : null}
            </Td>
            <Td className="whitespace-nowrap text-muted">
              <time dateTime={suppression.created_at} title={utcTime(suppression.created_at)}>
                {localTime(suppression.created_at)}
              </time>
            </Td>
            <Td className="text-right">
              <Button size="sm" aria-label={`Lift ${suppression.address}`} onClick={() => onLift(suppression)}>
                Lift
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
