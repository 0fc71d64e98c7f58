/** The table with everything around it; holds which dialog is open and what was dropped on the page. */
"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import type { Environment, Variable } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useOrganization, useProject } from "@/lib/scope";

import { useDrafts } from "../../drafts/use-drafts";
import { useReveals } from "../../use-reveals";
import type { ImportSource } from "../import/source";
import { EnvironmentActions } from "./environment-actions";
import { EnvironmentFrame } from "./environment-frame";
import { useIncomingText } from "./use-incoming-text";
import { VariableTable } from "./variable-table";

// Dialogs come when they are opened, and the bar while nothing is staged yet; the table must not wait for them.
const DraftBar = dynamic(() => import("./draft-bar").then((module) => module.DraftBar), { ssr: false });
const HistorySheet = dynamic(() => import("../history/history-sheet").then((module) => module.HistorySheet), { ssr: false });
const ImportDialog = dynamic(() => import("../import/import-dialog").then((module) => module.ImportDialog), { ssr: false });
const ReviewDialog = dynamic(() => import("../review/review-dialog").then((module) => module.ReviewDialog), { ssr: false });
const TrashDialog = dynamic(() => import("../history/trash-dialog").then((module) => module.TrashDialog), { ssr: false });

type Open = { kind: "review" } | { kind: "trash" } | { kind: "import"; source: ImportSource } | { kind: "history"; variable: Variable } | null;

export function EnvironmentView({ environment, variables }: { environment: Environment; variables: Variable[] }) {
  const organization = useOrganization();
  const project = useProject();
  const drafts = useDrafts(organization.id, project, environment);
  // Values live here, above the table, so that the review can show what the table shows.
  const reveals = useReveals(environment.id, variables);
  const [open, setOpen] = useState<Open>(null);
  const [adding, setAdding] = useState(0);
  const mayWrite = can(organization, "variable:write");
  const close = () => setOpen(null);
  const startImport = (source: ImportSource) => setOpen({ kind: "import", source });
  const { dropping, handlers } = useIncomingText(mayWrite ? startImport : null);
  const scope = { environment, variables, drafts, reveals, mayWrite, mayRead: can(organization, "variable:read") };
  return (
    <EnvironmentFrame
      environment={environment}
      page="table"
      actions={
        <EnvironmentActions
          environment={environment}
          mayWrite={mayWrite}
          mayRead={scope.mayRead}
          onAdd={() => setAdding((count) => count + 1)}
          onImport={() => startImport({ text: "" })}
          onTrash={() => setOpen({ kind: "trash" })}
        />
      }
    >
      <div {...handlers} className="relative grid gap-4">
        {dropping ? (
          <div className="pointer-events-none absolute -inset-2 z-20 grid place-items-center rounded-lg border-2 border-dashed border-accent bg-accent-soft/90">
            <p className="font-medium">Drop the file to see what it would change</p>
          </div>
        ) : null}
        <VariableTable
          {...scope}
          adding={adding}
          onHistory={(variable) => setOpen({ kind: "history", variable })}
          onReview={() => drafts.count > 0 && setOpen({ kind: "review" })}
          onImport={startImport}
        />
      </div>
      <DraftBar drafts={drafts} onReview={() => setOpen({ kind: "review" })} />
      {open?.kind === "review" ? <ReviewDialog {...scope} onClose={close} /> : null}
      {open?.kind === "trash" ? <TrashDialog environment={environment} mayWrite={mayWrite} onClose={close} /> : null}
      {open?.kind === "import" ? <ImportDialog environment={environment} drafts={drafts} source={open.source} onClose={close} /> : null}
      {open?.kind === "history" ? <HistorySheet variable={open.variable} mayWrite={mayWrite} onClose={close} /> : null}
    </EnvironmentFrame>
  );
}
