/** The buttons of a row: there for the mouse over it, for the focus in it, and always on touch. */
"use client";

import { Copy, Eye, EyeOff, History, MoreHorizontal, Pencil } from "lucide-react";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { cn } from "@/lib/cn";

import type { Row } from "../../drafts/changes";
import { RowMenuItems } from "./row-menu";
import type { EnvironmentScope } from "./scope";
import { isEditable, isReadable, type RowActions } from "./use-row-actions";

interface ButtonsProps {
  row: Row;
  actions: RowActions;
  scope: EnvironmentScope;
}

const shy = "opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 group-focus:opacity-100 pointer-coarse:opacity-100";

export function RowButtons({ row, actions, scope }: ButtonsProps) {
  const name = row.name || "the new variable";
  const shown = row.variable !== null && scope.reveals.values.has(row.variable.id);
  const readable = scope.mayRead && isReadable(row);
  return (
    <div className="flex items-center justify-end">
      <span className={cn("hidden items-center md:flex", shown || shy)}>
        {readable ? (
          <Button variant="quiet" size="tiny" aria-label={`${shown ? "Hide" : "Reveal"} ${name}`} onClick={() => actions.reveal(row)}>
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </Button>
        ) : null}
        {readable || row.draft?.value !== undefined ? (
          <Button variant="quiet" size="tiny" aria-label={`Copy ${name}`} onClick={() => actions.copy(row)}>
            <Copy aria-hidden />
          </Button>
        ) : null}
        {scope.mayWrite && isEditable(row) ? (
          <Button variant="quiet" size="tiny" aria-label={`Edit ${name}`} onClick={() => actions.edit(row, "value")}>
            <Pencil aria-hidden />
          </Button>
        ) : null}
        {row.variable ? (
          <Button variant="quiet" size="tiny" aria-label={`History of ${name}`} onClick={() => actions.history(row)}>
            <History aria-hidden />
          </Button>
        ) : null}
      </span>
      <More row={row} actions={actions} scope={scope} />
    </div>
  );
}

/** A menu for each of hundreds of rows would cost more than the rows: it comes with the first press. */
function More(props: ButtonsProps) {
  const [armed, setArmed] = useState(false);
  const button = (
    <Button
      variant="quiet"
      size="tiny"
      aria-label={`More for ${props.row.name || "the new variable"}`}
      aria-haspopup="menu"
      className="max-md:size-8 md:opacity-60 md:group-hover:opacity-100 md:focus-visible:opacity-100"
      onClick={armed ? undefined : () => setArmed(true)}
    >
      <MoreHorizontal aria-hidden />
    </Button>
  );
  if (!armed) return button;
  return (
    <Menu defaultOpen trigger={button}>
      <RowMenuItems {...props} kind="menu" />
    </Menu>
  );
}
