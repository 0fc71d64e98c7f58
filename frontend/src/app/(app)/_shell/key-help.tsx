/** The keyboard map, and the switch that turns single keys off. */
"use client";

import { useState } from "react";

import { Kbd } from "@/components/ui/badge";
import { Dialog } from "@/components/ui/dialog";
import { Switch } from "@/components/ui/switch";
import { setShortcutsEnabled, shortcutsEnabled } from "@/lib/preferences";

const GROUPS: { title: string; keys: [string, string][] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["⌘K / Ctrl K", "Search and commands"],
      ["/", "Search on this page"],
      ["g p", "Projects"],
      ["g c", "Chat"],
      ["g m", "Members"],
      ["g a", "Audit log"],
      ["g i", "Inbox"],
      ["1 … 9", "Environment by number"],
      ["?", "This list"],
      ["Esc", "Close"],
    ],
  },
  {
    title: "In an environment",
    keys: [
      ["j k ↑ ↓", "Move through the rows"],
      ["Enter / F2", "Edit the value"],
      ["n", "Add a variable"],
      ["r", "Reveal or hide"],
      ["c", "Copy without showing"],
      ["h", "History"],
      ["d", "Stage a deletion"],
      ["z", "Undo the last change"],
      ["⌘S / Ctrl S", "Review the changes"],
      ["⌘Enter / Ctrl Enter", "Save them"],
    ],
  },
  {
    title: "In chat",
    keys: [
      ["Enter", "Send"],
      ["Shift Enter", "New line"],
      ["↑", "Edit your last message"],
      ["@ #", "Mention somebody, link to a variable"],
      ["Esc", "To the latest message"],
    ],
  },
  {
    title: "In lists",
    keys: [
      ["n", "New project (in projects)"],
      ["e", "Mark read (in the inbox)"],
      ["Shift e", "Mark all read"],
      ["x", "Choose (in the outbox)"],
    ],
  },
];

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(shortcutsEnabled);
  const change = (next: boolean) => {
    setShortcutsEnabled(next);
    setOn(next);
  };
  return (
    <Dialog open onOpenChange={onClose} title="Keyboard" className="w-[min(92vw,44rem)]">
      <div className="grid gap-6 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group.title} className="grid content-start gap-1.5">
            <h3 className="eyebrow font-normal">{group.title}</h3>
            <dl className="grid gap-1">
              {group.keys.map(([key, about]) => (
                <div key={key} className="flex items-center justify-between gap-4 text-sm">
                  <dt className="text-muted">{about}</dt>
                  <dd>
                    <Kbd>{key}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="mt-6 flex items-center justify-between gap-4 border-t pt-4 text-sm">
        Single-key shortcuts
        <Switch label="Single-key shortcuts" checked={on} onChange={change} />
      </label>
    </Dialog>
  );
}
