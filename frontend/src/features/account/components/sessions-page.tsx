/** Where one is signed in, and the way to end it. */
"use client";

import { QueryView } from "@/components/feedback/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Ago } from "@/components/ui/time";
import { done, failed } from "@/lib/toast";

import { useRevokeSessions, useSessions } from "../api/security";
import { AccountFrame } from "./account-frame";

export function SessionsPage() {
  const sessions = useSessions();
  const revoke = useRevokeSessions();
  const end = (ids: string[], said: string) => revoke.mutate(ids, { onSuccess: () => done(said), onError: failed });
  return (
    <AccountFrame title="Sessions">
      <QueryView query={sessions}>
        {({ results }) => {
          const others = results.filter((one) => !one.current).map((one) => one.id);
          return (
            <>
              <Table label="Sessions">
                <thead>
                  <tr>
                    <Th>Device</Th>
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
                    <Tr key={one.id}>
                      <Td className="[overflow-wrap:anywhere]">
                        {one.device || "Unknown device"} {one.current ? <Badge tone="accent">this one</Badge> : null}
                      </Td>
                      <Td className="font-mono text-xs">{one.address ?? "—"}</Td>
                      <Td className="whitespace-nowrap text-muted">
                        <Ago at={one.last_used_at} />
                      </Td>
                      <Td className="whitespace-nowrap text-muted">
                        <Ago at={one.created_at} />
                      </Td>
                      <Td className="text-right">
                        {one.current ? null : (
                          <Button size="sm" aria-label={`Sign out ${one.device || "this device"}`} onClick={() => end([one.id], "Signed out there.")}>
                            Sign out
                          </Button>
                        )}
                      </Td>
                    </Tr>
                  ))}
                </tbody>
              </Table>
              <Button className="justify-self-start" disabled={others.length === 0} busy={revoke.isPending} onClick={() => end(others, "All other sessions are signed out.")}>
                Sign out all others
              </Button>
            </>
          );
        }}
      </QueryView>
    </AccountFrame>
  );
}
