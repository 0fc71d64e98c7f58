/** Order, colour and protection of environments; moving works by drag and by buttons. */
"use client";

import { ArrowDown, ArrowUp, GripVertical, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";

import { EnvironmentDot } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Input, Select } from "@/components/ui/input";
import type { Color, Environment } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { can } from "@/lib/permissions";
import { useOrganization, useProject } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useCreateEnvironment, useDeleteEnvironment, useUpdateEnvironment } from "../api/change-environment";

const COLORS: Color[] = ["gray", "blue", "green", "amber", "red", "violet"];

export function EnvironmentSettings() {
  const organization = useOrganization();
  const project = useProject();
  const update = useUpdateEnvironment(project);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const list = project.environments;
  const mayChange = can(organization, "environment:update");
  const move = (id: string, to: number) => {
    const target = list[to];
    if (!target || target.id === id) return;
    update.mutate({ id, position: target.position }, { onError: failed });
  };
  return (
    <div className="grid gap-4">
      <ol className="divide-y rounded-md border bg-surface">
        {list.map((environment, index) => (
          <li
            key={environment.id}
            draggable={mayChange}
            onDragStart={() => setDragged(environment.id)}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            onDragOver={(event) => {
              if (!dragged) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={() => dragged && move(dragged, index)}
            className={cn("flex flex-wrap items-center gap-2 px-3 py-2", over === index && dragged !== environment.id && "bg-accent-soft")}
          >
            {mayChange ? <GripVertical aria-hidden className="size-4 cursor-grab text-muted" /> : null}
            <EnvironmentDot color={environment.color} />
            <Name environment={environment} readOnly={!mayChange} />
            <Details environment={environment} mayChange={mayChange} />
            {mayChange ? (
              <>
                <Button variant="quiet" size="icon" disabled={index === 0} aria-label={`Move ${environment.name} up`} onClick={() => move(environment.id, index - 1)}>
                  <ArrowUp aria-hidden />
                </Button>
                <Button variant="quiet" size="icon" disabled={index === list.length - 1} aria-label={`Move ${environment.name} down`} onClick={() => move(environment.id, index + 1)}>
                  <ArrowDown aria-hidden />
                </Button>
              </>
            ) : null}
            {can(organization, "environment:delete") ? <Delete environment={environment} /> : null}
          </li>
        ))}
      </ol>
      {can(organization, "environment:create") ? <Add /> : null}
    </div>
  );
}

function Name({ environment, readOnly }: { environment: Environment; readOnly: boolean }) {
  const update = useUpdateEnvironment(useProject());
  const [name, setName] = useState(environment.name);
  const keep = () => {
    const wanted = name.trim();
    if (!wanted || wanted === environment.name) return setName(environment.name);
    update.mutate({ id: environment.id, name: wanted }, { onError: (error) => (failed(error), setName(environment.name)) });
  };
  return (
    <Input
      aria-label={`Name of ${environment.name}`}
      value={name}
      readOnly={readOnly}
      onChange={(event) => setName(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      className="h-8 min-w-40 flex-1 basis-40"
    />
  );
}

function Details({ environment, mayChange }: { environment: Environment; mayChange: boolean }) {
  const update = useUpdateEnvironment(useProject());
  const change = (body: { color?: Color; protected?: boolean }) => update.mutate({ id: environment.id, ...body }, { onError: failed });
  return (
    <>
      <Select aria-label={`Colour of ${environment.name}`} value={environment.color} disabled={!mayChange} className="h-8" onChange={(event) => change({ color: event.target.value as Color })}>
        {COLORS.map((color) => (
          <option key={color} value={color}>
            {color}
          </option>
        ))}
      </Select>
      <label className="flex min-h-8 items-center gap-1.5 text-sm" title="Saving asks for the name and a message; it can't be deleted.">
        <input type="checkbox" checked={environment.protected} disabled={!mayChange} onChange={(event) => change({ protected: event.target.checked })} className="size-4 accent-(--accent)" />
        protected
      </label>
    </>
  );
}

function Delete({ environment }: { environment: Environment }) {
  const remove = useDeleteEnvironment(useProject());
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        disabled={environment.protected}
        title={environment.protected ? "A protected environment can't be deleted" : undefined}
        aria-label={`Delete ${environment.name}`}
        onClick={() => setAsking(true)}
      >
        <Trash2 aria-hidden />
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        typed={environment.slug}
        title={`Delete ${environment.name}?`}
        action="Delete for good"
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(environment, { onSuccess: () => done(`${environment.name} is deleted.`), onError: failed, onSettled: () => setAsking(false) })
        }
      >
        <p>Its {environment.variable_count} variables go with it.</p>
      </Confirm>
    </>
  );
}

function Add() {
  const create = useCreateEnvironment(useProject());
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate({ name: name.trim() }, { onSuccess: () => setName(""), onError: failed });
  };
  return (
    <form onSubmit={submit} className="flex gap-2">
      <Input aria-label="Name of a new environment" placeholder="preview" className="max-w-56" value={name} onChange={(event) => setName(event.target.value)} />
      <Button type="submit" busy={create.isPending} disabled={!name.trim()}>
        <Plus aria-hidden /> Add environment
      </Button>
    </form>
  );
}
