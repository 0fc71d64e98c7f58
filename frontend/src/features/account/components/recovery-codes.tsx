/** How many recovery codes are left, and new ones. */
"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Ago } from "@/components/ui/time";
import { failed } from "@/lib/toast";
import { plural } from "@/lib/text";

import { useNewRecoveryCodes } from "../api/factors";

const FEW = 3;

interface RecoveryCodesProps {
  left: number;
  since: string | null;
  onCodes: (codes: string[]) => void;
}

export function RecoveryCodes({ left, since, onCodes }: RecoveryCodesProps) {
  const renew = useNewRecoveryCodes();
  const [asking, setAsking] = useState(false);
  return (
    <div className="grid justify-items-start gap-4">
      {left <= FEW ? (
        <Notice tone="warn" className="w-full">
          {left === 0 ? "No code is left." : `Only ${plural(left, "code")} left.`} Make new ones before you need them.
        </Notice>
      ) : null}
      <p>
        {plural(left, "code")} left{since ? <>, made <Ago at={since} /></> : null}.
      </p>
      <Button onClick={() => setAsking(true)}>Make new codes</Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        tone="primary"
        title="Make new recovery codes?"
        action="Make new codes"
        busy={renew.isPending}
        onConfirm={() => renew.mutate(undefined, { onSuccess: onCodes, onError: failed, onSettled: () => setAsking(false) })}
      >
        <p>You get ten new ones. Those you have kept stop working at once.</p>
      </Confirm>
    </div>
  );
}
