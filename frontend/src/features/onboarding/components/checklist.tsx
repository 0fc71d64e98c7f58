/** The first steps of an organization; what is done shows by itself, since it is read from the data. */
"use client";

import { Check } from "lucide-react";
import Link from "next/link";

import { EmptyState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { type Progress, stepsOf } from "../steps";

export function Checklist({ progress }: { progress: Progress }) {
  const organization = useOrganization();
  if (!can(organization, "project:create")) {
    return (
      <Page title="First steps">
        <EmptyState
          title={progress.hasProject ? "You can look around" : "Nothing is shared with you yet"}
          action={
            <Button asChild variant="primary">
              <Link href={progress.hasProject ? paths.projects(organization.slug) : paths.members(organization.slug)}>
                {progress.hasProject ? "Projects" : "Whom to ask"}
              </Link>
            </Button>
          }
        >
          You are a viewer of {organization.name}. An owner or admin, listed under Members, can share more with you.
        </EmptyState>
      </Page>
    );
  }
  const steps = stepsOf(organization, progress);
  // The example is there to be copied; nobody can tell when that is done.
  const countable = steps.filter((step) => !step.snippet);
  const done = countable.filter((step) => step.done).length;
  return (
    <Page title="First steps" lead={done === countable.length ? "All done. This page stays here, should you need it." : `${done} of ${countable.length} done. Skip what you like.`}>
      <ol className="grid gap-3">
        {steps.map((step, index) => (
          <li key={step.title} className={cn("flex flex-wrap items-start gap-4 rounded-md border bg-surface p-4", step.done && "bg-transparent")}>
            <span
              aria-hidden
              className={cn("grid size-7 shrink-0 place-items-center rounded-full border border-line-strong font-mono text-sm", step.done && "border-transparent bg-ok-soft text-ok")}
            >
              {step.done ? <Check className="size-4" /> : index + 1}
            </span>
            <div className="min-w-52 flex-1">
              <h2 className="text-base">
                {step.title} {step.done ? <span className="sr-only">(done)</span> : null}
              </h2>
              <p className="text-sm text-muted">{step.about}</p>
              {step.snippet ? (
                <pre tabIndex={0} aria-label="Example" className="mt-2 overflow-x-auto rounded-md border bg-sunken p-3 font-mono text-xs">
                  {step.snippet}
                </pre>
              ) : null}
            </div>
            {step.href ? (
              <Button asChild variant={step.done || steps.slice(0, index).some((before) => !before.done) ? "outline" : "primary"}>
                <Link href={step.href}>{step.action}</Link>
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </Page>
  );
}
