/** Notifications by day, newest first, what belongs together in one line, live. */
"use client";

import { BellOff, CheckCheck, Settings2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { TabLinks } from "@/components/ui/tabs";
import { useListKeys } from "@/hooks/use-list-keys";
import { useSearchState } from "@/hooks/use-search-state";
import { useShortcuts } from "@/hooks/use-shortcuts";
import type { Notification } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { failed } from "@/lib/toast";

import { useNotifications } from "../api/list-notifications";
import { useReadNotifications } from "../api/read-notifications";
import { byDay } from "../by-day";
import { fold, type Folded } from "../fold";
import { destination } from "../link";
import { NotificationRow } from "./notification-row";

export function Inbox() {
  const [search] = useSearchState();
  const unreadOnly = search.get("show") === "unread";
  const query = useNotifications(unreadOnly);
  const read = useReadNotifications();
  const list = query.data?.pages.flatMap((page) => page.results) ?? [];
  const unread = query.data?.pages[0]?.unread ?? 0;
  const markAll = () => read.mutate({ all: true }, { onError: failed });
  useShortcuts({ "shift+e": markAll });
  const actions = (
    <>
      <Button onClick={markAll} disabled={unread === 0} busy={read.isPending}>
        <CheckCheck aria-hidden /> Mark all read
      </Button>
      <Button asChild>
        <Link href={paths.preferences}>
          <Settings2 aria-hidden /> Preferences
        </Link>
      </Button>
    </>
  );
  const tabs = (
    <TabLinks
      label="Which notifications"
      tabs={[
        { href: paths.inbox, label: "All", current: !unreadOnly },
        { href: `${paths.inbox}?show=unread`, label: "Unread", count: unread, current: unreadOnly },
      ]}
    />
  );
  return (
    <Page title="Inbox" actions={actions} tabs={tabs}>
      <QueryView query={query}>
        {() =>
          list.length === 0 ? (
            <EmptyState title={unreadOnly ? "All read" : "Nothing yet"} mark={<BellOff />}>
              What concerns you appears here the moment it happens.
            </EmptyState>
          ) : (
            <Days list={list} />
          )
        }
      </QueryView>
      {query.hasNextPage ? (
        <Button className="justify-self-center" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </Page>
  );
}

function Days({ list }: { list: Notification[] }) {
  const router = useRouter();
  const read = useReadNotifications();
  const [active, setActive] = useState(0);
  const rows = useRef<HTMLDivElement>(null);
  const days = byDay(list).map(({ day, items }) => ({ day, lines: fold(items) }));
  const lines = days.flatMap((one) => one.lines);
  const markRead = (...notifications: readonly Notification[]) => {
    const ids = notifications.filter(({ read_at }) => !read_at).map(({ id }) => id);
    if (ids.length > 0) read.mutate({ ids }, { onError: failed });
  };
  /** The page that the newest leads to shows what the others told. */
  const open = (line: Folded, notification = line.latest) => {
    markRead(...(notification === line.latest ? line.unread : [notification]));
    const to = destination(notification);
    if (to) router.push(to);
  };
  useListKeys({ count: lines.length, active, onMove: setActive, container: rows });
  useShortcuts({
    e: () => lines[active] && markRead(...lines[active].unread),
    Enter: () => lines[active] && open(lines[active]),
  });
  return (
    <div ref={rows} className="grid gap-6">
      {days.map(({ day, lines: ofDay }) => (
        <section key={day} aria-label={day} className="grid gap-2">
          <h2 className="eyebrow font-normal">{day}</h2>
          <ul className="divide-y rounded-md border bg-surface">
            {ofDay.map((line) => (
              <NotificationRow
                key={line.key}
                folded={line}
                active={lines[active] === line}
                onOpen={(notification) => open(line, notification)}
                onRead={() => markRead(...line.unread)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
