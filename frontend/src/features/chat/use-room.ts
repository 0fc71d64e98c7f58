/** What moves in an open room: what counts as read, where the new ones begin, where one looks, what is loaded. */
"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { useUser } from "@/hooks/use-session";
import type { ChatMessage, ChatRoom } from "@/lib/api/types";
import { live } from "@/lib/live/browser";
import { useOrganization } from "@/lib/scope";

import { useMoveTimeline } from "./api/messages";
import { useMarkRead } from "./api/reading";
import { messageOf, streamOf } from "./frames";
import { firstUnread } from "./lines";
import { Scroller } from "./scroller";
import type { Timeline } from "./timeline";

const AHEAD_PX = 500;

const looking = (): boolean => document.visibilityState === "visible" && document.hasFocus();
const rowOf = (no: number): string => `[data-no="${no}"]`;

export function useRoom(room: ChatRoom, timeline: Timeline, at: number | null) {
  const organization = useOrganization();
  const me = useUser().id;
  const move = useMoveTimeline(organization.id, room.id);
  const markRead = useMarkRead(organization.id, room.id);
  const [scroller] = useState(() => new Scroller());
  const [readAtOpen] = useState(room.read_no);
  const first = timeline.messages[0]?.no ?? 0;
  /** How many unread ones are further back than what is loaded. */
  const earlier = timeline.before === null ? 0 : Math.max(0, first - readAtOpen - 1);
  const [newFrom, setNewFrom] = useState(() => (earlier > 0 ? readAtOpen + 1 : firstUnread(timeline.messages, readAtOpen, me)));
  const [away, setAway] = useState(false);
  const { goal, go } = useGoal(scroller, timeline, move.jump, at ?? (newFrom === null || earlier > 0 ? null : "new"));

  useLayoutEffect(() => {
    scroller.hold();
    goal();
  });
  useEffect(() => {
    const see = () => {
      if (looking()) markRead(scroller.lastSeen());
    };
    const look = () => {
      see();
      setAway(!scroller.atEnd);
      if (move.state !== "still") return;
      const { above, below } = scroller.left();
      if (timeline.before !== null && above < AHEAD_PX) void move.older(timeline.before);
      else if (timeline.after !== null && below < AHEAD_PX) void move.newer(timeline.after);
    };
    look();
    window.addEventListener("focus", see);
    document.addEventListener("visibilitychange", see);
    const off = scroller.onMove(look);
    return () => {
      off();
      window.removeEventListener("focus", see);
      document.removeEventListener("visibilitychange", see);
    };
  });
  const heard = useHeard(room.id, (message) => {
    if (!looking() || !scroller.atEnd) setNewFrom((known) => known ?? message.no);
  });
  const toLatest = () => {
    if (timeline.after === null) scroller.toEnd();
    else void move.latest().then(() => scroller.toEnd());
  };
  return {
    scroller,
    /** Where the new ones begin, if that is here. */
    newFrom: newFrom !== null && (timeline.before === null || first <= newFrom) ? newFrom : null,
    heard,
    away: away || timeline.after !== null,
    failed: move.state === "failed",
    older: () => timeline.before !== null && void move.older(timeline.before),
    toLatest,
    /** Everything here has been seen. */
    settle: () => {
      setNewFrom(null);
      toLatest();
    },
    earlier: newFrom === null ? 0 : earlier,
    toFirstNew: () => {
      go(readAtOpen + 1);
    },
  };
}

type Goal = number | "new" | null;

/** Where to look as soon as it is there: a message of the address, or where the new ones begin. */
function useGoal(scroller: Scroller, timeline: Timeline, jump: (no: number) => Promise<void>, first: Goal) {
  const wanted = useRef<Goal>(first);
  const at = typeof first === "number" ? first : null;
  const latest = useRef({ timeline, jump });
  useEffect(() => {
    latest.current = { timeline, jump };
  });
  const [go] = useState(() => (no: number) => {
    wanted.current = no;
    const there = latest.current.timeline.messages.some((message) => message.no === no);
    if (!there) void latest.current.jump(no);
    else if (scroller.toRow(rowOf(no))) wanted.current = null;
  });
  useEffect(() => {
    // Another place in the address; the room is the same.
    if (at !== null) go(at);
  }, [at, go]);
  const goal = () => {
    const now = wanted.current;
    if (now === null) return;
    if (now === "new") {
      wanted.current = null;
      if (scroller.isAboveView("[data-new]")) scroller.toRow("[data-new]");
    } else if (scroller.toRow(rowOf(now))) wanted.current = null;
  };
  return { goal, go };
}

/** What the others say while the room is open. */
function useHeard(room: string, onHear: (message: ChatMessage) => void): ChatMessage | null {
  const me = useUser().id;
  const [heard, setHeard] = useState<ChatMessage | null>(null);
  const latest = useRef(onHear);
  useEffect(() => {
    latest.current = onHear;
  });
  useEffect(
    () =>
      live.onFrame(streamOf(room), (frame) => {
        if (frame.type !== "message") return;
        const { message, change } = messageOf(frame);
        if (change !== "message" || message.author?.id === me) return;
        setHeard(message);
        latest.current(message);
      }),
    [room, me],
  );
  return heard;
}
