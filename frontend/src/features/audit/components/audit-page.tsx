/** What happened in an organization: filtered in the address, verified on demand, exported. */
"use client";

import { Download, ShieldCheck } from "lucide-react";
import { useState } from "react";

import { ForbiddenState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Notice } from "@/components/ui/notice";
import { TabLinks } from "@/components/ui/tabs";
import { useSearchState } from "@/hooks/use-search-state";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { plural } from "@/lib/text";
import { failed } from "@/lib/toast";

import { exportAudit, useVerify } from "../api/audit";
import { EventList } from "./event-list";
import { ReadList } from "./read-list";

export function AuditPage() {
  const organization = useOrganization();
  const [search] = useSearchState();
  const verify = useVerify(organization.id);
  const [exporting, setExporting] = useState(false);
  const here = paths.audit(organization.slug);
  const reads = search.get("tab") === "reads";
  if (!can(organization, "audit:read")) {
    return (
      <Page title="Audit log">
        <ForbiddenState needs="the role admin or owner" />
      </Page>
    );
  }
  const download = async (format: "ndjson" | "csv") => {
    setExporting(true);
    try {
      const url = URL.createObjectURL(await exportAudit(organization.id, format));
      Object.assign(document.createElement("a"), { href: url, download: `${organization.slug}-audit.${format}` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      failed(error);
    } finally {
      setExporting(false);
    }
  };
  return (
    <Page
      wide
      title="Audit log"
      lead="Every change, in a chain that shows if a line was altered. It never holds a value."
      actions={
        <>
          <Button busy={verify.isPending} onClick={() => verify.mutate(undefined, { onError: failed })}>
            <ShieldCheck aria-hidden /> Verify the chain
          </Button>
          <Menu
            trigger={
              <Button busy={exporting}>
                <Download aria-hidden /> Export
              </Button>
            }
          >
            <MenuItem onSelect={() => void download("ndjson")}>NDJSON, verifiable offline</MenuItem>
            <MenuItem onSelect={() => void download("csv")}>CSV</MenuItem>
          </Menu>
        </>
      }
      tabs={
        <TabLinks
          label="Kind of log"
          tabs={[
            { href: here, label: "Changes", current: !reads },
            { href: `${here}?tab=reads`, label: "Reads of values", current: reads },
          ]}
        />
      }
    >
      {verify.data ? (
        verify.data.valid ? (
          <Notice tone="ok" title="The chain is whole">
            {plural(verify.data.checked, "event")} checked
            {verify.data.head ? (
              <>
                ; head {verify.data.head.seq} <code className="font-mono text-xs [overflow-wrap:anywhere]">{verify.data.head.hash.slice(0, 16)}…</code>
              </>
            ) : null}
          </Notice>
        ) : (
          <Notice tone="danger" title="The chain is broken">
            Event {verify.data.broken_at} does not follow from the one before it. Somebody altered the log outside of KeyNest.
          </Notice>
        )
      ) : null}
      {reads ? <ReadList /> : <EventList />}
    </Page>
  );
}
