/** Asks the server what a text means, each time the typing pauses; only the latest answer counts. */
"use client";

import { useEffect, useState } from "react";

import { useDebounced } from "@/hooks/use-debounced";
import type { ImportResult } from "@/lib/api/types";

import { type ImportBody, previewImport } from "../../api/preview-import";

interface Answer {
  of: string;
  preview: ImportResult | null;
  error: unknown;
}

// Not in the query cache: its key would hold values.
export function usePreview(environment: string, body: ImportBody) {
  const { format, mode } = body;
  const content = useDebounced(body.content, 300);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const key = `${format} ${mode} ${content}`;
  useEffect(() => {
    if (!content.trim()) return;
    const abort = new AbortController();
    previewImport(environment, { format, mode, content }, abort.signal).then(
      (preview) => setAnswer({ of: `${format} ${mode} ${content}`, preview, error: null }),
      (error: unknown) => {
        if (!abort.signal.aborted) setAnswer({ of: `${format} ${mode} ${content}`, preview: null, error });
      },
    );
    return () => abort.abort();
  }, [environment, format, mode, content]);
  const empty = !body.content.trim();
  const loading = !empty && (answer?.of !== key || content !== body.content);
  return {
    // The last answer stays while the next is on its way, so that the list does not flicker.
    preview: empty ? null : (answer?.preview ?? null),
    error: empty || loading ? null : (answer?.error ?? null),
    loading,
  };
}
