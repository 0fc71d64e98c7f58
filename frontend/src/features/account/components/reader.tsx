/** In what language and by which clock KeyNest writes to its person. */
"use client";

import { useState } from "react";
import { Controller, useForm, useWatch } from "react-hook-form";

import { QueryView } from "@/components/feedback/query-view";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { useConfig } from "@/hooks/use-config";
import { useUser } from "@/hooks/use-session";
import type { InstanceConfig } from "@/lib/api/types";
import { applyProblem } from "@/lib/forms";
import { browserTimeZone } from "@/lib/locale";
import { done } from "@/lib/toast";

import { type ReaderBody, useUpdateReader } from "../api/profile";
import { ZonePicker } from "./zone-picker";

export function Reader() {
  return (
    <QueryView query={useConfig()} skeleton={<RowsSkeleton rows={2} />}>
      {(config) => <ReaderForm languages={config.languages} />}
    </QueryView>
  );
}

function ReaderForm({ languages }: Pick<InstanceConfig, "languages">) {
  const user = useUser();
  const update = useUpdateReader();
  const [banner, setBanner] = useState<string | null>(null);
  const form = useForm<ReaderBody>({ defaultValues: { language: user.language, time_zone: user.time_zone } });
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setBanner(null);
    try {
      await update.mutateAsync(values);
      form.reset(values);
      done("Saved. It counts from the next mail on.");
    } catch (error) {
      setBanner(applyProblem(form, error));
    }
  });
  const here = browserTimeZone();
  const takeHere = () => form.setValue("time_zone", here, { shouldDirty: true });
  const zone = useWatch({ control: form.control, name: "time_zone" });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-md gap-4">
      {banner ? <Notice tone="danger">{banner}</Notice> : null}
      <Field label="Language of mails" error={errors.language?.message}>
        <Select className="w-full" {...form.register("language")}>
          <option value="">As this KeyNest has it</option>
          {languages.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Controller
        control={form.control}
        name="time_zone"
        render={({ field }) => (
          <Field
            label="Time zone"
            error={errors.time_zone?.message}
            hint="Times in mails are yours, and a digest comes at your hour."
            aside={
              here && here !== zone ? (
                <Button variant="link" className="text-sm" onClick={takeHere}>
                  Use this browser&apos;s: {here.replaceAll("_", " ")}
                </Button>
              ) : null
            }
          >
            <ZonePicker value={field.value} onChange={field.onChange} none="As this KeyNest has it" />
          </Field>
        )}
      />
      <Button type="submit" variant="primary" className="justify-self-start" busy={update.isPending} disabled={!isDirty}>
        Save language and time
      </Button>
    </form>
  );
}
