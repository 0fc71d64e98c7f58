/** The faces of those who are here, and on request what each of them does. */
"use client";

import { Popover } from "radix-ui";

import { Avatar } from "@/components/ui/avatar";
import { menuPanel } from "@/components/ui/menu";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/text";

import type { Face } from "../api/faces";
import type { Attendant } from "../company";
import { doing } from "../words";

export interface Present extends Attendant {
  face: Face;
}

const MOST = 5;

export function Stack({ people, count }: { people: readonly Present[]; count: number }) {
  if (count === 0) return null;
  const shown = people.slice(0, MOST);
  const more = count - shown.length;
  const names = people.map((one) => `${one.face.full_name} ${doing(one)}`).join("; ");
  const label = `${plural(count, "other")} here${names ? `: ${names}` : ""}`;
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={label}
        className="inline-flex min-h-8 items-center gap-2 rounded-sm px-1 text-xs text-muted"
      >
        <span className="flex gap-1">
          {shown.map((one) => (
            <span key={one.id} className="relative">
              <Avatar name={one.face.full_name} url={one.face.avatar_url} />
              {one.doing === "editing" ? <span className="absolute -right-0.5 -bottom-0.5 size-2 rounded-full bg-info ring-2 ring-paper" /> : null}
            </span>
          ))}
        </span>
        {more > 0 ? (shown.length > 0 ? `+${more}` : `${more} here`) : null}
      </Popover.Trigger>
      {people.length > 0 ? (
        <Popover.Portal>
          <Popover.Content
            align="end"
            sideOffset={6}
            collisionPadding={8}
            aria-label="Who is here"
            onOpenAutoFocus={(event) => event.preventDefault()}
            className={cn(menuPanel, "max-h-[50dvh] overflow-y-auto p-2")}
          >
            <ul className="grid gap-2">
              {people.map((one) => (
                <li key={one.id} className="flex items-center gap-2 text-sm">
                  <Avatar name={one.face.full_name} url={one.face.avatar_url} />
                  <span className="min-w-0 [overflow-wrap:anywhere]">
                    <span className="font-medium">{one.face.full_name}</span> <span className="text-muted">{doing(one)}</span>
                  </span>
                </li>
              ))}
            </ul>
          </Popover.Content>
        </Popover.Portal>
      ) : null}
    </Popover.Root>
  );
}
