/** One passkey in the list, with what can be done to it. */
"use client";

import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Ago } from "@/components/ui/time";
import type { Passkey } from "@/lib/api/types";
import { done, failed } from "@/lib/toast";

import { useRemove, useRename } from "../api/passkeys";
import { NameDialog } from "./name-dialog";
import type { OnChanged } from "./passkey-list";

interface PasskeyProps {
  passkey: Passkey;
  onChanged: OnChanged;
}

export function PasskeyRow({ passkey, onChanged }: PasskeyProps) {
  const [open, setOpen] = useState<"rename" | "remove" | null>(null);
  const close = () => setOpen(null);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium [overflow-wrap:anywhere]">
          {passkey.name} {passkey.backed_up ? <Badge>synced</Badge> : null}
        </p>
        <p className="text-sm text-muted">
          Added <Ago at={passkey.created_at} />,{" "}
          {passkey.last_used_at ? (
            <>
              used <Ago at={passkey.last_used_at} />
            </>
          ) : (
            "never used"
          )}
        </p>
      </div>
      <div className="flex gap-2">
        <Button size="sm" aria-label={`Rename ${passkey.name}`} onClick={() => setOpen("rename")}>
          Rename
        </Button>
        <Button size="sm" aria-label={`Remove ${passkey.name}`} onClick={() => setOpen("remove")}>
          Remove
        </Button>
      </div>
      {open === "rename" ? <Renaming passkey={passkey} onChanged={onChanged} onClose={close} /> : null}
      <Removing passkey={passkey} onChanged={onChanged} open={open === "remove"} onClose={close} />
    </li>
  );
}

function Renaming({ passkey, onChanged, onClose }: PasskeyProps & { onClose: () => void }) {
  const rename = useRename(passkey);
  const renamed = () => {
    onClose();
    onChanged({});
  };
  return (
    <NameDialog
      title="Rename the passkey"
      action="Save"
      name={passkey.name}
      busy={rename.isPending}
      error={rename.error}
      onName={(name) => rename.mutate(name, { onSuccess: renamed })}
      onClose={onClose}
    />
  );
}

function Removing({ passkey, onChanged, open, onClose }: PasskeyProps & { open: boolean; onClose: () => void }) {
  const remove = useRemove(passkey);
  const send = () =>
    remove.mutate(undefined, {
      onSuccess: ({ tokens }) => {
        done("Passkey removed. Other sessions were signed out.");
        onChanged({ tokens });
      },
      onError: failed,
      onSettled: onClose,
    });
  return (
    <Confirm open={open} onOpenChange={onClose} title="Remove this passkey?" action="Remove" busy={remove.isPending} onConfirm={send}>
      <p>
        <strong className="font-medium [overflow-wrap:anywhere]">{passkey.name}</strong> opens your account no more. Delete it on the device, too: it stays in
        its list of passkeys.
      </p>
      <p>If it is your only second factor, recovery codes go with it.</p>
    </Confirm>
  );
}
