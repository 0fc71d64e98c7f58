/** A new room, for everybody in the organization. */
"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem } from "@/lib/api/problem";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { slugify } from "@/lib/text";

import { useCreateRoom } from "../api/rooms";

export function NewRoom({ onClose }: { onClose: () => void }) {
  const organization = useOrganization();
  const router = useRouter();
  const create = useCreateRoom(organization.id);
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const slug = slugify(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!slug) return;
    create.mutate(
      { kind: "organization", name: slug, topic: topic.trim() },
      {
        onSuccess: (room) => {
          onClose();
          router.push(paths.room(organization.slug, room.id));
        },
      },
    );
  };
  const fault = (field: string) => (isProblem(create.error) ? create.error.fault(field)?.message : undefined);
  return (
    <Dialog open onOpenChange={onClose} title="New room" description={`Everybody in ${organization.name} can read and write in it.`}>
      <form onSubmit={submit} className="grid gap-4">
        {create.error && !fault("name") && !fault("topic") ? <Notice tone="danger">{explain(create.error)}</Notice> : null}
        <Field label="Name" hint={slug && slug !== name ? `It will be called #${slug}.` : "Short, lower case: releases, on-call."} error={fault("name")}>
          <Input autoFocus maxLength={50} value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" />
        </Field>
        <Field label="Topic" hint="What it is for. Optional." error={fault("topic")}>
          <Input maxLength={300} value={topic} onChange={(event) => setTopic(event.target.value)} autoComplete="off" />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!slug} busy={create.isPending}>
            Open the room
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
