/** Another name or topic for a room. */
"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { explain, isProblem } from "@/lib/api/problem";
import type { ChatRoom } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { slugify } from "@/lib/text";

import { useChangeRoom } from "../api/rooms";

export function EditRoom({ room, onClose }: { room: ChatRoom; onClose: () => void }) {
  const change = useChangeRoom(useOrganization().id, room.id);
  const [name, setName] = useState(room.name);
  const [topic, setTopic] = useState(room.topic);
  const named = room.kind === "organization" && room.name !== "general";
  const fault = (field: string) => (isProblem(change.error) ? change.error.fault(field)?.message : undefined);
  const slug = slugify(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const changes = { ...(named && slug !== room.name ? { name: slug } : {}), ...(topic.trim() !== room.topic ? { topic: topic.trim() } : {}) };
    if (Object.keys(changes).length === 0) return onClose();
    change.mutate(changes, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title="Name and topic">
      <form onSubmit={submit} className="grid gap-4">
        {change.error && !fault("name") && !fault("topic") ? <Notice tone="danger">{explain(change.error)}</Notice> : null}
        {named ? (
          <Field label="Name" hint={slug && slug !== name ? `It will be called #${slug}.` : undefined} error={fault("name")}>
            <Input maxLength={50} value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" />
          </Field>
        ) : null}
        <Field label="Topic" error={fault("topic")}>
          <Input autoFocus maxLength={300} value={topic} onChange={(event) => setTopic(event.target.value)} autoComplete="off" />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={named && !slug} busy={change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
