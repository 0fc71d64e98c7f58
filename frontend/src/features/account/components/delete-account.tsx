/** The end of an account, behind its password; where there is none, behind another proof. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useUser } from "@/hooks/use-session";
import { explain, Problem } from "@/lib/api/problem";
import { Declined } from "@/lib/presence";

import { useDeleteAccount } from "../api/profile";

export function DeleteAccount() {
  const user = useUser();
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const remove = useDeleteAccount();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate(user.has_password ? { current_password: password } : {});
  };
  return (
    <>
      <p className="max-w-prose text-sm text-muted">
        Your sessions, notifications and memberships end. What you did stays in the audit logs of your organizations.
      </p>
      <Button variant="danger" className="justify-self-start" onClick={() => setOpen(true)}>
        Delete my account
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Delete your account?">
        <form onSubmit={submit} className="grid gap-4">
          <Refusal error={remove.error} />
          {user.has_password ? (
            <Field label="Your password">
              <Input type="password" autoComplete="current-password" autoFocus value={password} onChange={(event) => setPassword(event.target.value)} />
            </Field>
          ) : (
            <p>Everything of yours here is gone then. You will be asked to confirm that it is you.</p>
          )}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Keep it</Button>
            <Button type="submit" variant="danger" disabled={user.has_password && !password} busy={remove.isPending}>
              Delete for good
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

/** The sole owner of an organization with other people must hand it over first. */
function Refusal({ error }: { error: unknown }) {
  if (!error || error instanceof Declined) return null;
  const faults = error instanceof Problem ? error.errors : [];
  return (
    <Notice tone="danger" title={explain(error)}>
      {faults.length > 1 ? (
        <ul className="list-disc pl-4">
          {faults.map((fault) => (
            <li key={fault.message}>{fault.message}</li>
          ))}
        </ul>
      ) : null}
    </Notice>
  );
}
