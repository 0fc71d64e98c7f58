/** How an organization's members hear of what happens in it, unless they choose otherwise. */
"use client";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Notice } from "@/components/ui/notice";
import { can } from "@/lib/permissions";
import { useOrganization } from "@/lib/scope";

import { useChangeDefaults, useDefaults } from "../api/defaults";
import type { ChoiceChanges } from "../choices";
import { ChoiceTable } from "./choice-table";
import { Saved } from "./saved";

export function OrganizationDefaults() {
  const organization = useOrganization();
  const defaults = useDefaults(organization.id);
  const change = useChangeDefaults(organization.id);
  const mayChange = can(organization, "organization:update");
  const save = (changes: ChoiceChanges) => change.mutate(changes);
  return (
    <>
      <p className="max-w-prose text-muted">What members are told of, and how, until they choose for themselves. Whoever has chosen keeps their choice.</p>
      {mayChange ? null : <Notice>Only admins and owners change this. What you hear of yourself is in your own preferences.</Notice>}
      <QueryView query={defaults} needs="the role admin or owner">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="Nothing to choose">No kind of notification comes from an organization.</EmptyState>
          ) : (
            <ChoiceTable
              label="Defaults of the organization"
              rows={rows}
              why={() => "Always told: whoever is invited is no member yet, and decides alone."}
              readOnly={!mayChange}
              onChange={(choice) => save({ kinds: [choice] })}
              onReset={(kind) => save({ reset: [kind] })}
            />
          )
        }
      </QueryView>
      {mayChange ? <Saved saving={change.isPending} saved={change.isSuccess} error={change.error} /> : null}
    </>
  );
}
