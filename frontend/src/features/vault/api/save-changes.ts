import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { ApplyResult, Environment, ImportResult } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

import { toChanges } from "../drafts/changes";
import { type DraftState, dropImport } from "../drafts/drafts";
import { draftStore } from "../drafts/store";

/**
 * Saves what is staged: an import as one change set, the other edits as one more, each all or nothing. What was saved
 * leaves the drafts at once, so that a failure of the second never repeats the first.
 */
async function saveChanges(environment: Environment, state: DraftState, message: string): Promise<void> {
  const path = `/api/core/environments/${environment.id}`;
  if (state.imported) {
    const { format, mode, content, preview } = state.imported;
    await api.post<ImportResult>(`${path}/import/`, {
      format,
      mode,
      content,
      dry_run: false,
      expected_revision: preview.revision,
      ...(message ? { message } : {}),
    });
    draftStore.update(environment.id, dropImport);
  }
  const changes = toChanges(state);
  if (changes.length > 0) {
    await api.post<ApplyResult>(`${path}/apply/`, { changes, ...(message ? { message } : {}) });
  }
  draftStore.clear(environment.id);
}

export function useSaveChanges(organization: string, environment: Environment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ state, message }: { state: DraftState; message: string }) => saveChanges(environment, state, message),
    // After a refusal too: the lists then show what the others did.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: orgKey(organization, "vault") }),
        client.invalidateQueries({ queryKey: orgKey(organization, "projects") }),
      ]),
  });
}
