/** Who read values, when, how many, from where. */
"use client";

import { EyeOff } from "lucide-react";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { useOrganization } from "@/lib/scope";
import { plural } from "@/lib/text";
import { localTime, utcTime } from "@/lib/time";

import { useAuditReads } from "../api/audit";

export function ReadList() {
  const organization = useOrganization();
  const reads = useAuditReads(organization.id, true);
  const list = reads.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <>
      <QueryView query={reads} needs="the role admin or owner">
        {() =>
          list.length === 0 ? (
            <EmptyState title="No value was read yet" mark={<EyeOff />} />
          ) : (
            <Table label="Reads of values">
              <thead>
                <tr>
                  <Th>Time</Th>
                  <Th>Who</Th>
                  <Th>Where</Th>
                  <Th>How</Th>
                  <Th>From</Th>
                </tr>
              </thead>
              <tbody>
                {list.map((read, index) => (
                  <Tr key={`${read.request_id}-${index}`}>
                    <Td className="whitespace-nowrap text-muted">
                      <time dateTime={read.at} title={utcTime(read.at)}>
                        {localTime(read.at)}
                      </time>
                    </Td>
                    <Td>{read.actor.label}</Td>
                    <Td className="font-mono text-xs">
                      {read.project.name ?? read.project.id} / {read.environment.name ?? read.environment.id}
                    </Td>
                    <Td>
                      <Badge>{read.kind}</Badge> {plural(read.count, "value")}
                    </Td>
                    <Td className="font-mono text-xs text-muted">{read.address ?? "—"}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
      {reads.hasNextPage ? (
        <Button className="justify-self-center" busy={reads.isFetchingNextPage} onClick={() => void reads.fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </>
  );
}
