/** A conversation of two: choose with whom. */
"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useDebounced } from "@/hooks/use-debounced";
import { useUser } from "@/hooks/use-session";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { failed } from "@/lib/toast";

import { nameOf, usePeople } from "../api/people";
import { useCreateRoom } from "../api/rooms";
import { Face } from "./face";

export function NewDirect({ onClose }: { onClose: () => void }) {
  const organization = useOrganization();
  const me = useUser().id;
  const router = useRouter();
  const create = useCreateRoom(organization.id);
  const [text, setText] = useState("");
  const people = usePeople(organization.id, useDebounced(text.trim()));
  const others = people.data?.filter(({ id }) => id !== me) ?? [];
  const open = (user: string) =>
    create.mutate(
      { kind: "direct", user },
      {
        onSuccess: (room) => {
          onClose();
          router.push(paths.room(organization.slug, room.id));
        },
        onError: failed,
      },
    );
  return (
    <Dialog open onOpenChange={onClose} title="New conversation" description="Only the two of you can read it.">
      <div className="grid gap-3">
        <Input type="search" autoFocus aria-label="Search people" placeholder="Name or address" value={text} onChange={(event) => setText(event.target.value)} />
        <ul className="max-h-80 divide-y overflow-y-auto rounded-md border bg-surface">
          {others.map((person) => (
            <li key={person.id}>
              <button type="button" disabled={create.isPending} onClick={() => open(person.id)} className="flex w-full items-center gap-2.5 px-3 py-2 text-left hover:bg-paper focus-visible:outline-offset-[-2px]">
                <Face person={person} className="size-7" />
                <span className="min-w-0">
                  <span className="block truncate font-medium">{nameOf(person)}</span>
                  <span className="block truncate text-xs text-muted">{person.email}</span>
                </span>
              </button>
            </li>
          ))}
          {people.data && others.length === 0 ? <li className="px-3 py-4 text-sm text-muted">{text ? "Nobody by that name." : "There is nobody else here yet. Invite them under Members."}</li> : null}
        </ul>
      </div>
    </Dialog>
  );
}
