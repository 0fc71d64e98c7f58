/** The text to import: typed, pasted, or from a file. */
"use client";

import { FileUp } from "lucide-react";
import { useRef } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select, Textarea } from "@/components/ui/input";
import type { ImportFormat, ImportMode } from "@/lib/api/types";

import { guessFormat } from "../../transfer/text";
import { readTextFile } from "../table/use-incoming-text";

interface ImportTextProps {
  text: string;
  setText: (text: string) => void;
  format: ImportFormat;
  onFormat: (format: ImportFormat) => void;
  mode: ImportMode;
  setMode: (mode: ImportMode) => void;
}

export const SAMPLE = `# A sample to try: names, quotes, several lines
APP_NAME="Checkout"
LOG_LEVEL=info
export DATABASE_URL='postgresql://app:change-me@db:5432/app?sslmode=require'
GREETING="Grüße, 世界"
CERTIFICATE="-----BEGIN-----
line two
-----END-----"
`;

export function ImportText({ text, setText, format, onFormat, mode, setMode }: ImportTextProps) {
  const file = useRef<HTMLInputElement>(null);
  const read = async (chosen: File | undefined) => {
    const source = chosen ? await readTextFile(chosen) : null;
    if (!source) return;
    setText(source.text);
    onFormat(guessFormat(source.text, source.filename));
  };
  return (
    <div
      className="grid content-start gap-3"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if (!event.dataTransfer.files.length) return;
        event.preventDefault();
        void read(event.dataTransfer.files[0]);
      }}
    >
      <Field label="Text" hint="Paste it, or drop a file here.">
        <Textarea
          autoFocus
          rows={14}
          spellCheck={false}
          autoCapitalize="off"
          wrap="off"
          className="font-mono text-xs leading-5"
          value={text}
          placeholder={"DATABASE_URL=postgresql://…\nAPI_KEY=\"…\""}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Format">
          <Select value={format} onChange={(event) => onFormat(event.target.value as ImportFormat)}>
            <option value="dotenv">.env</option>
            <option value="json">JSON</option>
            <option value="yaml">YAML</option>
          </Select>
        </Field>
        <Field label="What is not in the text">
          <Select value={mode} onChange={(event) => setMode(event.target.value as ImportMode)}>
            <option value="merge">stays</option>
            <option value="replace">is deleted</option>
          </Select>
        </Field>
        <Button onClick={() => file.current?.click()}>
          <FileUp aria-hidden /> File…
        </Button>
        <input ref={file} type="file" hidden aria-label="File to import" onChange={(event) => void read(event.target.files?.[0])} />
        {text ? null : (
          <Button variant="ghost" onClick={() => setText(SAMPLE)}>
            Try a sample
          </Button>
        )}
      </div>
    </div>
  );
}
