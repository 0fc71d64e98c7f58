/** The logo at the top of an organization's letters. */
"use client";

import { useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { explain } from "@/lib/api/problem";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useSaveLogo } from "../api/look";

const LOGO_MAX = 1024 * 1024;

export function Logo({ url }: { url: string | null }) {
  const organization = useOrganization();
  const save = useSaveLogo(organization.id);
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const choose = (file: File | undefined) => {
    if (!file) return;
    setFault(file.size > LOGO_MAX ? "At most 1 MiB." : null);
    if (file.size <= LOGO_MAX) save.mutate(file, { onSuccess: () => done("Logo changed."), onError: (error) => setFault(explain(error)) });
  };
  return (
    <div className="grid gap-2">
      <h3 className="text-sm font-medium">Logo</h3>
      {url ? <OnBothThemes url={url} /> : <p className="text-sm text-muted">None: the name stands alone.</p>}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" busy={save.isPending} onClick={() => input.current?.click()}>
          Choose a logo
        </Button>
        {url ? (
          <Button size="sm" variant="ghost" disabled={save.isPending} onClick={() => save.mutate(null, { onSuccess: () => done("Logo removed."), onError: failed })}>
            Remove it
          </Button>
        ) : null}
      </div>
      <p className="text-xs text-muted">PNG, JPEG or WebP, at most 1 MiB. Shown at most 480 by 160 pixels large.</p>
      {fault ? (
        <p role="alert" className="text-xs font-medium text-danger">
          {fault}
        </p>
      ) : null}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp"
        aria-label="Logo"
        onChange={(event) => {
          choose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </div>
  );
}

/** Mail programs have dark themes too: a dark logo may vanish there. */
function OnBothThemes({ url }: { url: string }) {
  return (
    <div className="grid max-w-md grid-cols-2 overflow-hidden rounded-md border">
      {["light", "dark"].map((theme) => (
        <div key={theme} className={theme === "dark" ? "grid h-24 place-items-center bg-[#161b19] p-4" : "grid h-24 place-items-center bg-white p-4"}>
          {/* eslint-disable-next-line @next/next/no-img-element -- a small picture from our own server; the export has no image optimizer */}
          <img src={url} alt={`The logo on a ${theme} ground`} className="max-h-16 max-w-full object-contain" />
        </div>
      ))}
    </div>
  );
}
