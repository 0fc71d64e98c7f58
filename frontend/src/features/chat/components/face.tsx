/** Somebody's face, with a dot while they are here. */
"use client";

import { Avatar } from "@/components/ui/avatar";
import type { Person } from "@/lib/api/types";

import { nameOf } from "../api/people";
import { useChatParts } from "../parts";

export function Face({ person, className }: { person: Person; className?: string }) {
  const { online } = useChatParts();
  return (
    <span className="relative inline-flex size-fit shrink-0">
      <Avatar name={nameOf(person)} url={person.avatar_url} className={className} />
      {online?.has(person.id) ? (
        <span className="absolute -right-0.5 -bottom-0.5 size-2 rounded-full border border-paper bg-ok">
          <span className="sr-only">online</span>
        </span>
      ) : null}
    </span>
  );
}
