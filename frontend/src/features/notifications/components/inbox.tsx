/** Notifications by day, newest first, live. */
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
  const markRead = (notification: Notification) => {
    if (!notification.read_at) read.mutate({ ids: [notification.id] }, { onError: failed });
  };
  const open = (notification: Notification) => {
    markRead(notification);
    const to = destination(notification);
    if (to) router.push(to);
  };
  useListKeys({ count: list.length, active, onMove: setActive, container: rows });
  useShortcuts({
    e: () => list[active] && markRead(list[active]),
    Enter: () => list[active] && open(list[active]),
  });
  return (
    <div ref={rows} className="grid gap-6">
      {byDay(list).map(({ day, items }) => (
        <section key={day} aria-label={day} className="grid gap-2">
          <h2 className="eyebrow font-normal">{day}</h2>
          <ul className="divide-y rounded-md border bg-surface">
            {items.map((notification) => (
              <NotificationRow
                key={notification.id}
                notification={notification}
                active={list[active]?.id === notification.id}
                onOpen={() => open(notification)}
                onRead={() => markRead(notification)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
