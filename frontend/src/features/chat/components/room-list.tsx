/** The rooms of an organization, with what is new in them. */
"use client";

import { Archive, FolderKey, Hash, Plus, Search } from "lucide-react";
import dynamic from "next/dynamic";
import { type FormEvent, type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Tip } from "@/components/ui/tooltip";
import { useUser } from "@/hooks/use-session";
import type { ChatRoom } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";

import { useArchivedRooms } from "../api/rooms";
import { grouped } from "../rooms";
import { RoomLink } from "./room-link";

const NewRoom = dynamic(() => import("./new-room").then((module) => module.NewRoom), { ssr: false });
const NewDirect = dynamic(() => import("./new-direct").then((module) => module.NewDirect), { ssr: false });

export function RoomList({ rooms, open, onSearch }: { rooms: readonly ChatRoom[]; open: string; onSearch: (words: string) => void }) {
  const me = useUser().id;
  const [making, setMaking] = useState<"room" | "direct" | null>(null);
  const { organization, project, direct } = grouped(rooms, me);
  return (
    <div className="flex h-full flex-col overflow-y-auto p-2">
      {open ? null : <h1 className="px-2 pt-2 pb-3 text-xl lg:sr-only">Chat</h1>}
      <SearchField onSearch={onSearch} />
      <Group label="Rooms" action={<Add label="New room" onClick={() => setMaking("room")} />}>
        {organization.map((room) => (
          <RoomLink key={room.id} room={room} current={room.id === open} icon={Hash} />
        ))}
      </Group>
      {project.length > 0 ? (
        <Group label="Projects">
          {project.map((room) => (
            <RoomLink key={room.id} room={room} current={room.id === open} icon={FolderKey} />
          ))}
        </Group>
      ) : null}
      <Group label="People" action={<Add label="New conversation" onClick={() => setMaking("direct")} />}>
        {direct.map((room) => (
          <RoomLink key={room.id} room={room} current={room.id === open} />
        ))}
        {direct.length === 0 ? (
          <li>
            <Button variant="quiet" size="sm" className="px-2 font-normal" onClick={() => setMaking("direct")}>
              <Plus aria-hidden /> Write to somebody
            </Button>
          </li>
        ) : null}
      </Group>
      <Archived open={open} />
      {making === "room" ? <NewRoom onClose={() => setMaking(null)} /> : null}
      {making === "direct" ? <NewDirect onClose={() => setMaking(null)} /> : null}
    </div>
  );
}

function SearchField({ onSearch }: { onSearch: (words: string) => void }) {
  const [words, setWords] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(words.trim());
    setWords("");
  };
  return (
    <form role="search" onSubmit={submit} className="relative">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
      <Input type="search" data-search aria-label="Search messages" placeholder="Search messages" maxLength={200} value={words} onChange={(event) => setWords(event.target.value)} className="h-8 pl-8 text-sm" />
    </form>
  );
}

function Group({ label, action, children }: { label: string; action?: ReactNode; children: ReactNode }) {
  return (
    <nav aria-label={label} className="mt-3">
      <div className="flex h-7 items-center justify-between pl-2">
        <p className="eyebrow">{label}</p>
        {action}
      </div>
      <ul className="grid gap-0.5">{children}</ul>
    </nav>
  );
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Tip text={label}>
      <Button variant="quiet" size="tiny" aria-label={label} onClick={onClick}>
        <Plus aria-hidden />
      </Button>
    </Tip>
  );
}

/** Rooms that nobody writes to any more: there to be read. */
function Archived({ open }: { open: string }) {
  const organization = useOrganization();
  const [shown, setShown] = useState(false);
  const { data } = useArchivedRooms(organization.id, shown);
  return (
    <nav aria-label="Archived rooms" className="mt-auto pt-4">
      <Button variant="quiet" size="sm" aria-expanded={shown} className="px-2 font-normal" onClick={() => setShown(!shown)}>
        <Archive aria-hidden /> Archived rooms
      </Button>
      {shown && data ? (
        <ul className="grid gap-0.5">
          {data.map((room) => (
            <RoomLink key={room.id} room={room} current={room.id === open} icon={Hash} />
          ))}
          {data.length === 0 ? <li className="px-2 py-1 text-sm text-muted">None.</li> : null}
        </ul>
      ) : null}
    </nav>
  );
}
