/** What can be done with a message: at its corner on hover, on focus, and always where there is no mouse. */
"use client";

import { Copy, Ellipsis, Link2, Pencil, Trash2 } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { ChatMessage } from "@/lib/api/types";
import { copyText } from "@/lib/clipboard";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { done, refused } from "@/lib/toast";

import { mayEdit } from "../editing";
import { plain } from "../text/parse";
import { authorOf } from "./message-row";
import { useNames } from "./names";

interface ActionsProps {
  message: ChatMessage;
  mine: boolean;
  mayDelete: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

const copied = (text: string, word: string): void =>
  void copyText(text).then(
    () => done(word),
    () => refused("Your browser didn't allow copying."),
  );

export function MessageActions({ message, mine, mayDelete, onEdit, onDelete }: ActionsProps) {
  const organization = useOrganization();
  const nameOf = useNames();
  const link = () => copied(window.location.origin + paths.room(organization.slug, message.room, message.no), "Link copied.");
  const editable = mine && mayEdit(message);
  return (
    <div className="absolute -top-2.5 right-3 flex rounded-md border bg-surface shadow-sm group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 [@media(hover:hover)]:opacity-0">
      {editable ? (
        <Button variant="quiet" size="tiny" aria-label="Edit message" className="max-md:hidden" onClick={onEdit}>
          <Pencil aria-hidden />
        </Button>
      ) : null}
      <Menu
        trigger={
          <Button variant="quiet" size="tiny" aria-label={`More about the message of ${authorOf(message)}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {editable ? (
          <MenuItem onSelect={() => setTimeout(onEdit, 0)}>
            <Pencil aria-hidden /> Edit
          </MenuItem>
        ) : null}
        <MenuItem onSelect={() => copied(plain(message.text, nameOf), "Text copied.")}>
          <Copy aria-hidden /> Copy text
        </MenuItem>
        <MenuItem onSelect={link}>
          <Link2 aria-hidden /> Copy link
        </MenuItem>
        {mayDelete ? (
          <>
            <MenuSeparator />
            <MenuItem tone="danger" onSelect={onDelete}>
              <Trash2 aria-hidden /> Delete
            </MenuItem>
          </>
        ) : null}
      </Menu>
    </div>
  );
}
