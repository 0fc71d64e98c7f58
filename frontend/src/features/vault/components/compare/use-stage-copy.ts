/** Copies a value from one environment into the drafts of another; it is saved only after a review there. */
"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";

import type { Environment } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { useOrganization, useProject } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { variablesOptions } from "../../api/list-variables";
import { revealValue } from "../../api/reveal";
import { addVariable, baseOf, editVariable } from "../../drafts/drafts";
import { draftStore } from "../../drafts/store";
import { useAnnounceDrafts } from "../../drafts/use-drafts";

export function useStageCopy() {
  const client = useQueryClient();
  const router = useRouter();
  const organization = useOrganization();
  const project = useProject();
  const announce = useAnnounceDrafts(organization.id, project);
  return async (name: string, from: Environment, to: Environment) => {
    try {
      const [source, target] = await Promise.all(
        [from, to].map((one) => client.fetchQuery({ ...variablesOptions(organization.id, one.id), staleTime: 0 })),
      );
      const original = source?.results.find((variable) => variable.name === name);
      if (!original) return;
      const value = await revealValue(original.id);
      const known = target?.results.find((variable) => variable.name === name);
      draftStore.update(to.id, (state) =>
        known
          ? editVariable(state, baseOf(known), { value })
          : addVariable(state, `new-${crypto.randomUUID()}`, { name, value, note: original.note, kind: original.kind }),
      );
      announce(to);
      const href = paths.env(organization.slug, project.slug, to.slug);
      done(`${name} is staged for ${to.name}`, { label: "Review there", onClick: () => router.push(href) });
    } catch (error) {
      failed(error);
    }
  };
}
