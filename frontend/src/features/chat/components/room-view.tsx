/** An open room: what was said, who is typing, and the field to write in. */
"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useUser } from "@/hooks/use-session";
import type { ChatMessage, ChatRoom } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useOrganization } from "@/lib/scope";
import { plural } from "@/lib/text";
import { failed } from "@/lib/toast";

import { useDeleteMessage } from "../api/messages";
import { drafts } from "../drafts";
import { lastOwn } from "../editing";
import { linesOf } from "../lines";
import { inWords, titleOf } from "../rooms";
import { plain } from "../text/parse";
import type { Timeline } from "../timeline";
import { useRoom } from "../use-room";
import { useSends } from "../use-sends";
import { Composer } from "./composer";
import { MessageList } from "./message-list";
import { authorOf } from "./message-row";
import { Names, useNames } from "./names";
import { Seen } from "./seen";
import { TypingLine } from "./typing-line";

const HeldDialog = dynamic(() => import("./held-dialog").then((module) => module.HeldDialog), { ssr: false });
const Confirm = dynamic(() => import("@/components/ui/confirm").then((module) => module.Confirm), { ssr: false });

interface RoomViewProps {
  room: ChatRoom;
  timeline: Timeline;
  /** The number of a message to look at. */
  at: number | null;
}

export function RoomView(props: RoomViewProps) {
  return (
    <Names people={props.room.people} messages={props.timeline.messages}>
      <Inside {...props} />
    </Names>
  );
}

function Inside({ room, timeline, at }: RoomViewProps) {
  const organization = useOrganization();
  const me = useUser().id;
  const field = useRef<HTMLTextAreaElement>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<ChatMessage | null>(null);
  const title = inWords(room, me);
  const view = useRoom(room, timeline, at);
  const { sends, send, held, retry, drop } = useSends(room, title);
  const known = new Set(timeline.messages.map(({ cid }) => cid));
  const edit = (message: ChatMessage | null) => {
    setEditing(message?.id ?? null);
    if (!message) field.current?.focus();
  };
  const say = (text: string) => {
    send(text);
    view.settle();
  };
  return (
    <>
      {view.earlier > 0 ? (
        <Button variant="primary" size="sm" className="absolute top-14 left-1/2 z-10 -translate-x-1/2 rounded-full shadow-float" onClick={view.toFirstNew}>
          <ArrowUp aria-hidden /> {plural(view.earlier, "more new message")} above
        </Button>
      ) : null}
      <MessageList
        box={view.scroller.attach}
        title={title}
        timeline={timeline}
        lines={linesOf(timeline.messages, view.newFrom)}
        sends={sends.filter(({ cid }) => !known.has(cid) && cid !== held?.cid)}
        marked={at}
        failed={view.failed}
        editing={editing}
        mayModerate={can(organization, "organization:update")}
        onEdit={edit}
        onDelete={setDeleting}
        onOlder={view.older}
        onRetry={retry}
        onDrop={drop}
        foot={<Seen room={room} timeline={timeline} />}
      />
      <div className="relative">
        {view.away ? (
          <Button size="sm" className="absolute right-4 bottom-full mb-2 rounded-full shadow-float" variant={room.unread > 0 ? "primary" : "outline"} onClick={view.toLatest}>
            <ArrowDown aria-hidden /> {room.unread > 0 ? plural(room.unread, "new message") : "Latest"}
          </Button>
        ) : null}
        <TypingLine room={room.id} />
        {room.may.post ? (
          <Composer
            room={room}
            title={title}
            field={field}
            onSend={say}
            onEscape={view.settle}
            onUp={() => edit(lastOwn(timeline.messages, me) ?? null)}
          />
        ) : (
          <Silent room={room} title={title} />
        )}
      </div>
      <Heard message={view.heard} />
      {deleting ? <Delete message={deleting} onClose={() => setDeleting(null)} /> : null}
      {held ? (
        <HeldDialog
          key={held.cid}
          text={held.text}
          error={held.refusal}
          title={title}
          direct={room.kind === "direct"}
          onSend={(text) => {
            drop(held.cid);
            send(text);
          }}
          onEdit={() => {
            drop(held.cid);
            const draft = drafts.get(room.id);
            drafts.set(room.id, { ...draft, text: draft.text ? `${held.text}\n${draft.text}` : held.text });
            setTimeout(() => field.current?.focus(), 0);
          }}
          onDrop={() => drop(held.cid)}
        />
      ) : null}
    </>
  );
}

/** What came in, for who listens to the page. */
function Heard({ message }: { message: ChatMessage | null }) {
  const nameOf = useNames();
  return (
    <p aria-live="polite" className="sr-only">
      {message ? `${authorOf(message)}: ${plain(message.text, nameOf)}` : ""}
    </p>
  );
}

function Silent({ room, title }: { room: ChatRoom; title: string }) {
  const me = useUser().id;
  const why = room.archived ? "This room is archived: it can be read and searched." : room.kind === "direct" ? `${titleOf(room, me)} is not in this organization any more.` : `You can read ${title}, but not write in it.`;
  return (
    <div className="px-4 pb-4">
      <Notice>{why}</Notice>
    </div>
  );
}

function Delete({ message, onClose }: { message: ChatMessage; onClose: () => void }) {
  const remove = useDeleteMessage(useOrganization().id, message.room);
  const me = useUser().id;
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title="Delete this message?"
      action="Delete"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(message.id, { onError: failed, onSettled: onClose })}
    >
      <p>
        Its text is gone for everybody; that there was a message stays to be seen.
        {message.author?.id === me ? null : " You delete it as an admin, and the audit log says so."}
      </p>
    </Confirm>
  );
}
