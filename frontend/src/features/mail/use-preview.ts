/** Asks the server how a letter looks, each time the typing pauses; only the latest answer counts. */
"use client";

import { useEffect, useState } from "react";

import { useDebounced } from "@/hooks/use-debounced";
import type { MailPreview } from "@/lib/api/types";

import { type PreviewBody, previewLetter } from "./api/letters";
import { type Fault, faultsOf } from "./letter";

const PAUSE_MS = 400;
const NONE: readonly Fault[] = [];

interface Answer {
  of: string;
  faults: readonly Fault[];
}

export interface Preview {
  /** The last one that could be made; it stays while the next is on its way, or while the text is faulty. */
  shown: MailPreview | null;
  faults: readonly Fault[];
  loading: boolean;
  again: () => void;
}

export function usePreview(organization: string, letter: string, body: PreviewBody): Preview {
  const wanted = JSON.stringify(body);
  const settled = useDebounced(wanted, PAUSE_MS);
  const [shown, setShown] = useState<MailPreview | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    previewLetter(organization, letter, JSON.parse(settled) as PreviewBody, abort.signal).then(
      (preview) => {
        if (abort.signal.aborted) return;
        setShown(preview);
        setAnswer({ of: settled, faults: NONE });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setAnswer({ of: settled, faults: faultsOf(error) });
      },
    );
    return () => abort.abort();
  }, [organization, letter, settled, tries]);
  return {
    shown,
    faults: answer?.faults ?? NONE,
    loading: answer?.of !== wanted,
    again: () => {
      setAnswer(null);
      setTries((count) => count + 1);
    },
  };
}
