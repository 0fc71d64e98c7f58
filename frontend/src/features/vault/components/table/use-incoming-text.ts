/** Files dropped on the table, and texts of many variables pasted onto it, become imports to look at. */
"use client";

import { type ClipboardEvent, type DragEvent, useState } from "react";

import { isTyping } from "@/hooks/use-shortcuts";
import { refused } from "@/lib/toast";

import { looksBinary, looksLikeEnvText, MAX_IMPORT_BYTES } from "../../transfer/text";
import type { ImportSource } from "../import/source";

export async function readTextFile(file: File): Promise<ImportSource | null> {
  if (file.size > MAX_IMPORT_BYTES) {
    refused("This file is too big.", "At most 2 MiB at once.");
    return null;
  }
  const text = await file.text();
  if (looksBinary(text)) {
    refused("This is not a text file.");
    return null;
  }
  return { text, filename: file.name };
}

export function useIncomingText(onText: ((source: ImportSource) => void) | null) {
  const [dropping, setDropping] = useState(false);
  if (!onText) return { dropping: false, handlers: {} };
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDropping(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
    },
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDropping(false);
      const [file] = event.dataTransfer.files;
      if (file) void readTextFile(file).then((source) => source && onText(source));
    },
    onPaste: (event: ClipboardEvent) => {
      const text = event.clipboardData.getData("text/plain");
      const inValue = isTyping(event.target) && (event.target as HTMLElement).dataset.cell !== "name";
      if (inValue || !looksLikeEnvText(text)) return;
      event.preventDefault();
      onText({ text });
    },
  };
  return { dropping, handlers };
}
