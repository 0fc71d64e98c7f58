/** Suppressing a mailbox by hand, and lifting that again. */
"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import type { Suppression } from "@/lib/api/types";
import { applyProblem, resolverOf } from "@/lib/forms";
import { done, failed } from "@/lib/toast";

import { useLift, useSuppress } from "../../api/suppressions";

const schema = z.object({
  address: z.string().check(z.trim(), z.minLength(1, "Which mailbox?"), z.maxLength(254, "This address is too long.")),
  reason: z.string().check(z.trim(), z.minLength(1, "Say why: others will ask."), z.maxLength(200, "At most 200 characters.")),
});

export function SuppressDialog({ onClose }: { onClose: () => void }) {
  const suppress = useSuppress();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<z.infer<typeof schema>>({ resolver: resolverOf(schema), defaultValues: { address: "", reason: "" } });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      const { address } = await suppress.mutateAsync(values);
      done(`${address} gets no more mail that nobody waits for.`);
      onClose();
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <Dialog open onOpenChange={onClose} title="Suppress a mailbox">
      <form onSubmit={submit} noValidate className="grid gap-4">
        {banner ? <Notice tone="danger">{banner}</Notice> : null}
        <Field label="Mailbox" error={errors.address?.message}>
          <Input type="email" autoComplete="off" spellCheck={false} autoFocus {...form.register("address")} />
        </Field>
        <Field label="Why" error={errors.reason?.message} hint="Shown to other operators, and kept in the record.">
          <Input autoComplete="off" {...form.register("reason")} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={suppress.isPending}>
            Suppress it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function LiftConfirm({ suppression, onClose }: { suppression: Suppression; onClose: () => void }) {
  const lift = useLift();
  const confirm = () =>
    lift.mutate(suppression, {
      onSuccess: () => {
        done(`${suppression.address} gets all mail again.`);
        onClose();
      },
      onError: failed,
    });
  return (
    <Confirm open onOpenChange={onClose} title="Allow mail again?" action="Lift" tone="primary" busy={lift.isPending} onConfirm={confirm}>
      <p>
        All mail goes to <strong className="[overflow-wrap:anywhere]">{suppression.address}</strong> again. What was given up meanwhile is sent again in the outbox.
      </p>
    </Confirm>
  );
}
