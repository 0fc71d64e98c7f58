/** The recovery codes, this once: nobody leaves without saying that they are kept. */
"use client";

import { Copy, Download } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/input";
import { useUser } from "@/hooks/use-session";
import { copyText } from "@/lib/clipboard";
import { done, refused } from "@/lib/toast";

import { codesFile } from "../codes-file";

export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const user = useUser();
  const [kept, setKept] = useState(false);
  const copy = () =>
    copyText(codes.join("\n")).then(
      () => done("Recovery codes copied."),
      () => refused("Your browser didn't allow copying. Download them, or write them down."),
    );
  return (
    <Dialog
      open
      insistent
      onOpenChange={onClose}
      title="Your recovery codes"
      description="If your phone is lost, one of these opens your account instead. They are shown only now."
      footer={
        <>
          <label className="mr-auto flex items-center gap-2 text-sm">
            <Checkbox checked={kept} onChange={(event) => setKept(event.target.checked)} />I have saved them
          </label>
          <Button variant="primary" disabled={!kept} onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <ul aria-label="Recovery codes" className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md border bg-paper px-4 py-3 font-mono text-sm max-[26rem]:grid-cols-1">
          {codes.map((code) => (
            <li key={code} className="select-all">
              {code}
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <Button autoFocus onClick={() => void copy()}>
            <Copy aria-hidden /> Copy all
          </Button>
          <Button asChild>
            <a href={codesFile(codes, user.email)} download="keynest-recovery-codes.txt">
              <Download aria-hidden /> Download
            </a>
          </Button>
        </div>
        <p className="text-sm text-muted">Keep them where you keep passwords, not on the phone itself. Each works once; older ones stopped working.</p>
      </div>
    </Dialog>
  );
}
