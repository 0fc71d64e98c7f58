/** Where one is signed in, and the way to end it. */
"use client";

import { useState } from "react";

import { QueryView } from "@/components/feedback/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Ago } from "@/components/ui/time";
import { useLeaveGuard } from "@/hooks/use-unsaved";
import type { DeviceSession } from "@/lib/api/types";
import { done, failed } from "@/lib/toast";

import { useEndSessions, useRevokeSession, useSessions } from "../api/security";
import { methodName } from "../methods";
import { AccountFrame } from "./account-frame";

export function SessionsPage() {
  const sessions = useSessions();
  return (
    <AccountFrame title="Sessions">
      <QueryView query={sessions}>
        {({ results }) => (
          <>
            <Table label="Sessions">
              <thead>
                <tr>
                  <Th>Device</Th>
                  <Th>Signed in with</Th>
                  <Th>Address</Th>
                  <Th>Last used</Th>
                  <Th>Signed in</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {results.map((one) => (
                  <SessionRow key={one.id} one={one} />
                ))}
              </tbody>
            </Table>
            <EndAll alone={results.length < 2} />
          </>
        )}
      </QueryView>
    </AccountFrame>
  );
}

function SessionRow({ one }: { one: DeviceSession }) {
  const revoke = useRevokeSession();
  const device = one.device || "Unknown device";
  return (
    <Tr>
      <Td className="[overflow-wrap:anywhere]">
        {device} {one.current ? <Badge tone="accent">this device</Badge> : null}
      </Td>
      <Td className="whitespace-nowrap">{methodName(one)}</Td>
      <Td className="font-mono text-xs">{one.address ?? "—"}</Td>
      <Td className="whitespace-nowrap text-muted">
        <Ago at={one.last_used_at} />
      </Td>
      <Td className="whitespace-nowrap text-muted">
        <Ago at={one.created_at} />
      </Td>
      <Td className="text-right">
        {one.current ? null : (
          <Button
            size="sm"
            aria-label={`Sign out ${device}`}
            busy={revoke.isPending}
            onClick={() => revoke.mutate(one.id, { onSuccess: () => done("Signed out there."), onError: failed })}
          >
            Sign out
          </Button>
        )}
      </Td>
    </Tr>
  );
}

function EndAll({ alone }: { alone: boolean }) {
  const end = useEndSessions();
  const guard = useLeaveGuard();
  const [asking, setAsking] = useState(false);
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        disabled={alone}
        busy={end.isPending}
        onClick={() => end.mutate(true, { onSuccess: () => done("All other sessions are signed out."), onError: failed })}
      >
        Sign out all others
      </Button>
      <Button variant="ghost" onClick={() => guard.leave(() => setAsking(true))}>
        Sign out everywhere
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere?"
        action="Sign out everywhere"
        busy={end.isPending}
        onConfirm={() => end.mutate(false, { onError: failed, onSettled: () => setAsking(false) })}
      >
        <p>Every browser, app and open connection of yours ends at once, this one too. You sign in again then.</p>
      </Confirm>
      {guard.dialog}
    </div>
  );
}
