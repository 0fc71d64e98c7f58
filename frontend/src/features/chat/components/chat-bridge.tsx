/** Follows the rooms of the organization in view, on every page: badges and messages come by themselves. */
"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useItem } from "@/hooks/use-route";
import { useUser } from "@/hooks/use-session";
import type { ChatRoom } from "@/lib/api/types";
import { live } from "@/lib/live/browser";

import { useRooms } from "../api/rooms";
import { roomOf, streamOf } from "../frames";
import { belongTo } from "../owner";
import { applyFrame, loseRoom, reloadRoom } from "../live";
import { followed } from "../rooms";

const NONE: readonly ChatRoom[] = [];

export function ChatBridge({ organization }: { organization: string }) {
  const client = useQueryClient();
  const me = useUser().id;
  const { data: rooms = NONE } = useRooms(organization);
  const open = useItem();
  useEffect(() => {
    const room = (stream: string, work: (room: string) => void) => {
      const id = roomOf(stream);
      if (id) work(id);
    };
    return live.listen("*", {
      frame: (frame) => applyFrame(client, organization, me, frame),
      stale: (stream) => room(stream, (id) => reloadRoom(client, organization, id)),
      lost: (stream) => room(stream, (id) => loseRoom(client, organization, id)),
    });
  }, [client, organization, me]);
  useEffect(() => belongTo(me), [me]);
  return followed(rooms, open).map(({ id, stream }) => <Follow key={id} room={id} epoch={stream.epoch} head={stream.head} />);
}

/** From where the list of rooms was read; what was said since comes first. */
function Follow({ room, epoch, head }: { room: string; epoch: string; head: number }) {
  useEffect(() => {
    live.join(streamOf(room), { epoch, last: head });
    return () => live.leave(streamOf(room));
    // The place to start from counts once: from then on the stream knows where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [room]);
  return null;
}
