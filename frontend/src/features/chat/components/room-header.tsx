/** The head of a room: its name and topic, and what can be done with it. */
"use client";

import { Archive, ArchiveRestore, ArrowLeft, Bell, BellOff, Ellipsis, FolderKey, Hash, Link2, Pencil, Search } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Tip } from "@/components/ui/tooltip";
import { useUser } from "@/hooks/use-session";
import type { ChatRoom } from "@/lib/api/types";
import { copyText } from "@/lib/clipboard";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { done, failed, refused } from "@/lib/toast";

import { useArchiveRoom, useMuteRoom } from "../api/rooms";
import { otherOf, titleOf } from "../rooms";
import { Face } from "./face";

const EditRoom = dynamic(() => import("./edit-room").then((module) => module.EditRoom), { ssr: false });
const Confirm = dynamic(() => import("@/components/ui/confirm").then((module) => module.Confirm), { ssr: false });

export function RoomHeader({ room, onSearch }: { room: ChatRoom; onSearch: () => void }) {
  const organization = useOrganization();
  const me = useUser().id;
  const mute = useMuteRoom(organization.id, room.id);
  const other = room.kind === "direct" ? otherOf(room, me) : undefined;
  const topic = other ? other.email : room.topic;
  const muteLabel = room.muted ? "Tell me of messages again" : "Mute: tell me of mentions only";
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b px-3 md:px-4">
      <Button asChild variant="quiet" size="icon" className="lg:hidden">
        <Link href={paths.chat(organization.slug)} aria-label="All rooms">
          <ArrowLeft aria-hidden />
        </Link>
      </Button>
      <span className="mr-1.5 grid place-items-center text-muted [&>svg]:size-4.5">
        {other ? <Face person={other} className="size-6" /> : room.kind === "project" ? <FolderKey aria-hidden /> : <Hash aria-hidden />}
      </span>
      <div className="flex min-w-0 flex-1 items-baseline gap-3">
        <h1 className="truncate text-base">{titleOf(room, me)}</h1>
        {room.archived ? <Badge tone="warn">archived</Badge> : null}
        {topic ? (
          <p title={topic} className="min-w-0 flex-1 truncate text-sm text-muted max-sm:hidden">
            {topic}
          </p>
        ) : null}
      </div>
      <Tip text="Search in this room">
        <Button variant="quiet" size="icon" aria-label="Search in this room" onClick={onSearch}>
          <Search aria-hidden />
        </Button>
      </Tip>
      <Tip text={muteLabel}>
        <Button variant="quiet" size="icon" aria-label={muteLabel} aria-pressed={room.muted} onClick={() => mute.mutate(!room.muted, { onError: failed })}>
          {room.muted ? <BellOff aria-hidden /> : <Bell aria-hidden />}
        </Button>
      </Tip>
      <RoomMenu room={room} />
    </header>
  );
}

function RoomMenu({ room }: { room: ChatRoom }) {
  const organization = useOrganization();
  const me = useUser().id;
  const archive = useArchiveRoom(organization.id, room.id);
  const [asking, setAsking] = useState<"edit" | "archive" | null>(null);
  const link = () =>
    void copyText(window.location.origin + paths.room(organization.slug, room.id)).then(
      () => done("Link copied."),
      () => refused("Your browser didn't allow copying."),
    );
  const close = () => setAsking(null);
  return (
    <>
      <Menu
        trigger={
          <Button variant="quiet" size="icon" aria-label="More about this room">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={link}>
          <Link2 aria-hidden /> Copy link
        </MenuItem>
        {room.may.edit ? (
          <MenuItem onSelect={() => setAsking("edit")}>
            <Pencil aria-hidden /> Name and topic
          </MenuItem>
        ) : null}
        {room.may.archive ? (
          <>
            <MenuSeparator />
            {room.archived ? (
              <MenuItem onSelect={() => archive.mutate(false, { onSuccess: () => done("The room is open again."), onError: failed })}>
                <ArchiveRestore aria-hidden /> Open it again
              </MenuItem>
            ) : (
              <MenuItem tone="danger" onSelect={() => setAsking("archive")}>
                <Archive aria-hidden /> Archive
              </MenuItem>
            )}
          </>
        ) : null}
      </Menu>
      {asking === "edit" ? <EditRoom room={room} onClose={close} /> : null}
      {asking === "archive" ? (
        <Confirm
          open
          onOpenChange={close}
          title={`Archive ${titleOf(room, me)}?`}
          action="Archive"
          busy={archive.isPending}
          onConfirm={() => archive.mutate(true, { onSuccess: () => done("The room is archived."), onError: failed, onSettled: close })}
        >
          <p>Everything stays there to be read and found, but nobody can write in it any more. It can be opened again.</p>
        </Confirm>
      ) : null}
    </>
  );
}
