/** Asks before unsaved work is dropped. */
"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";

import { plural } from "@/lib/text";
import { unsaved, type UnsavedWork } from "@/lib/unsaved";

// The question comes while there is something to ask about: later the line may be bad.
const loadConfirm = () => import("@/components/ui/confirm");
const Confirm = dynamic(() => loadConfirm().then((module) => module.Confirm), { ssr: false });

const NONE: readonly UnsavedWork[] = [];

export function useUnsaved(): readonly UnsavedWork[] {
  return useSyncExternalStore(unsaved.subscribe, unsaved.current, () => NONE);
}

/** Closing the tab or reloading with unsaved work asks in the browser's own words. */
export function useUnloadGuard(): void {
  const work = useUnsaved();
  const pending = work.length > 0;
  useEffect(() => {
    if (!pending) return;
    void loadConfirm().catch(() => undefined);
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [pending]);
}

export function useLeaveGuard(): { leave: (go: () => void) => void; dialog: ReactNode } {
  const work = useUnsaved();
  const [asking, setAsking] = useState(false);
  const going = useRef<(() => void) | null>(null);
  const leave = (go: () => void) => {
    if (unsaved.current().length === 0) return go();
    going.current = go;
    setAsking(true);
  };
  const drop = () => {
    setAsking(false);
    unsaved.discardAll();
    going.current?.();
  };
  const dialog = asking ? (
    <Confirm open onOpenChange={setAsking} title="Drop unsaved changes?" action="Drop and leave" onConfirm={drop}>
      <p>These changes are only in this tab:</p>
      <ul className="list-disc pl-5">
        {work.map((entry) => (
          <li key={entry.id}>
            {entry.label}: {plural(entry.count, "change")}
          </li>
        ))}
      </ul>
    </Confirm>
  ) : null;
  return { leave, dialog };
}
