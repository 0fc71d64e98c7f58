/** Messages of this room on their way: shown at once, and what became of them. */
"use client";

import { useSyncExternalStore } from "react";

import type { ChatRoom } from "@/lib/api/types";
import type { Outgoing } from "@/lib/live/queue";
import { queue } from "@/lib/live/messages";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { HELD } from "./held";

const NONE: readonly Outgoing[] = [];

export function useSends(room: ChatRoom, title: string) {
  const organization = useOrganization();
  const sends = useSyncExternalStore(queue.watch, () => queue.of(room.id), () => NONE);
  const send = (text: string) =>
    queue.put({ room: room.id, organization: organization.id, text, href: paths.room(organization.slug, room.id), label: `Messages to ${title}` });
  /** The first one that the leak guard held back. */
  const held = sends.find(({ state, refusal }) => state === "failed" && refusal?.code === HELD);
  return { sends, send, held, retry: (cid: string) => queue.retry(cid), drop: (cid: string) => queue.discard(cid) };
}
