/** One letter: subject, HTML at the width of a desk or a phone and in either light, and the text form. */
"use client";

import { Send } from "lucide-react";
import type { ReactNode } from "react";

import { ErrorState } from "@/components/feedback/states";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/input";
import { MailFrame } from "@/components/ui/mail-frame";
import { Skeleton } from "@/components/ui/skeleton";
import type { SetFilter } from "@/hooks/use-search-state";
import { useUser } from "@/hooks/use-session";
import type { Letter, Specimen } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { done, failed } from "@/lib/toast";

import { useSendSpecimen, useSpecimen } from "../../api/letters";
import { languageName, type LetterView } from "../../letter-view";
import { Segments } from "./segments";

interface PreviewProps {
  letter: Letter;
  view: LetterView;
  setView: SetFilter;
}

export function Preview({ letter, view, setView }: PreviewProps) {
  const specimen = useSpecimen(view.letter, view.language);
  return (
    <section aria-label={letter.label} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Tools letter={letter} view={view} setView={setView} />
      {specimen.data ? (
        <div aria-busy={specimen.isPlaceholderData || undefined} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <p className="rounded-md border bg-surface px-4 py-2.5">
            <span className="eyebrow mr-3">Subject</span>
            <span lang={view.language} className="font-medium [overflow-wrap:anywhere]">
              {specimen.data.subject}
            </span>
          </p>
          <Body specimen={specimen.data} label={letter.label} view={view} />
        </div>
      ) : specimen.error ? (
        <ErrorState error={specimen.error} retry={() => void specimen.refetch()} />
      ) : (
        <div role="status" aria-label="Loading" className="late grid gap-4">
          <Skeleton className="h-10" />
          <Skeleton className="h-96" />
        </div>
      )}
    </section>
  );
}

function Tools({ letter, view, setView }: PreviewProps) {
  const { email } = useUser();
  const send = useSendSpecimen();
  const test = () => send.mutate({ name: letter.name, language: view.language }, { onSuccess: () => done(`On its way to ${email}.`), onError: failed });
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
      <Segments
        label="Form"
        value={view.form}
        options={[
          { value: "html", label: "HTML" },
          { value: "text", label: "Text" },
        ]}
        onChange={(form) => setView({ form })}
      />
      <Segments
        label="Width"
        value={view.width}
        options={[
          { value: "desktop", label: "Desktop" },
          { value: "phone", label: "Phone" },
        ]}
        onChange={(width) => setView({ width })}
      />
      <Segments
        label="Theme"
        value={view.theme}
        options={[
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
        onChange={(theme) => setView({ theme })}
      />
      <label className="grid gap-1 text-xs text-muted">
        Language
        <Select value={view.language} onChange={(event) => setView({ language: event.target.value })}>
          {letter.languages.map((code) => (
            <option key={code} value={code}>
              {languageName(code)}
            </option>
          ))}
        </Select>
      </label>
      <Button className="ml-auto" busy={send.isPending} onClick={test}>
        <Send aria-hidden /> Send a test to myself
      </Button>
    </div>
  );
}

function Body({ specimen, label, view }: { specimen: Specimen; label: string; view: LetterView }) {
  const narrow = view.width === "phone";
  if (view.form === "text") {
    return (
      <Ground>
        <pre tabIndex={0} lang={view.language} className={cn("mx-auto max-w-[72ch] rounded-sm border bg-surface p-5 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]", narrow && "max-w-[375px]")}>
          {specimen.text}
        </pre>
      </Ground>
    );
  }
  return (
    <Ground>
      <MailFrame title={`${label}, as its readers see it`} html={specimen.html} theme={view.theme} narrow={narrow} className="h-[46rem] max-h-[80dvh]" />
    </Ground>
  );
}

function Ground({ children }: { children: ReactNode }) {
  return <div className="rounded-md border bg-sunken p-2 sm:p-5">{children}</div>;
}
