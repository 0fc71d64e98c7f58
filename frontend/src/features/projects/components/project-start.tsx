/** The form of a new project and its first environments. */
"use client";

import { Plus, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { applyProblem, resolverOf } from "@/lib/forms";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { slugify } from "@/lib/text";

import { useCreateProject } from "../api/change-project";
import { type NewProjectForm, newProjectSchema } from "../schemas";

const DEFAULTS: NewProjectForm = { name: "", slug: "", description: "", environments: ["development", "staging", "production"] };

export function ProjectStart() {
  const organization = useOrganization();
  const router = useRouter();
  const create = useCreateProject(organization.id);
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<NewProjectForm>({ resolver: resolverOf(newProjectSchema), defaultValues: DEFAULTS });
  const { errors } = form.formState;
  const [name, environments] = useWatch({ control: form.control, name: ["name", "environments"] });
  const submit = form.handleSubmit(async ({ slug, ...values }) => {
    setBanner(null);
    try {
      const created = await create.mutateAsync({ organization: organization.id, ...values, ...(slug ? { slug } : {}) });
      router.replace(paths.project(organization.slug, created.slug));
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-lg gap-4">
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <Field label="Name" error={errors.name?.message}>
        <Input autoFocus autoComplete="off" placeholder="Checkout API" {...form.register("name")} />
      </Field>
      <Field label="Address" error={errors.slug?.message} hint="Made from the name when left empty.">
        <Input autoComplete="off" spellCheck={false} className="font-mono" placeholder={slugify(name) || "checkout-api"} {...form.register("slug")} />
      </Field>
      <Field label="Description" error={errors.description?.message}>
        <Textarea rows={2} {...form.register("description")} />
      </Field>
      <Environments
        names={environments}
        error={errors.environments?.message}
        onChange={(names) => form.setValue("environments", names, { shouldValidate: true })}
      />
      <Button type="submit" variant="primary" busy={create.isPending} className="justify-self-start">
        Create project
      </Button>
    </form>
  );
}

interface EnvironmentsProps {
  names: string[];
  error?: string;
  onChange: (names: string[]) => void;
}

function Environments({ names, error, onChange }: EnvironmentsProps) {
  const [text, setText] = useState("");
  const add = () => {
    const name = text.trim();
    if (name && !names.some((known) => slugify(known) === slugify(name))) onChange([...names, name]);
    setText("");
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-medium">Environments, in order</legend>
      <ul className="flex flex-wrap gap-1.5">
        {names.map((name) => (
          <li key={name} className="flex items-center rounded-md border bg-surface pl-2.5 text-sm">
            {name}
            <Button variant="quiet" size="tiny" aria-label={`Leave out ${name}`} onClick={() => onChange(names.filter((one) => one !== name))}>
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <div className="flex gap-2">
        <Input
          aria-label="Another environment"
          placeholder="preview"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button onClick={add}>
          <Plus aria-hidden /> Add
        </Button>
      </div>
      {error ? (
        <p role="alert" className="text-xs font-medium text-danger">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
