/** Opens a share link once it is asked to. What was inside lives as long as the page that shows it. */
"use client";

import { useState } from "react";

import type { ShareOpened } from "@/lib/api/types";

interface Opening {
  opened: ShareOpened | null;
  error: unknown;
  busy: boolean;
}

export function useOpening(ask: () => Promise<ShareOpened>) {
  const [state, setState] = useState<Opening>({ opened: null, error: null, busy: false });
  const open = () => {
    if (state.busy || state.opened) return;
    setState({ opened: null, error: null, busy: true });
    ask().then(
      (opened) => setState({ opened, error: null, busy: false }),
      (error: unknown) => setState({ opened: null, error, busy: false }),
    );
  };
  return { ...state, open };
}
