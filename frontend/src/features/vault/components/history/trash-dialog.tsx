/** Deleted variables, and the way back. */
"use client";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Ago } from "@/components/ui/time";
import type { Environment } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useRestoreVariable, useTrash } from "../../api/history";

interface TrashProps {
  environment: Environment;
  mayWrite: boolean;
  onClose: () => void;
}

export function TrashDialog({ environment, mayWrite, onClose }: TrashProps) {
  const organization = useOrganization();
  const trash = useTrash(organization.id, environment.id);
  const restore = useRestoreVariable(organization.id);
  return (
    <Dialog open onOpenChange={onClose} title={`Deleted in ${environment.name}`}>
      <QueryView query={trash}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState title="Nothing was deleted here" />
          ) : (
            <ul className="divide-y">
              {results.map((variable) => (
                <li key={variable.id} className="flex items-center gap-3 py-2">
                  <code className="min-w-0 flex-1 font-mono text-sm [overflow-wrap:anywhere]">{variable.name}</code>
                  <Ago at={variable.updated_at} className="text-xs text-muted" />
                  {mayWrite ? (
                    <Button
                      size="sm"
                      aria-label={`Bring back ${variable.name}`}
                      busy={restore.isPending && restore.variables.id === variable.id}
                      onClick={() => restore.mutate({ id: variable.id }, { onSuccess: () => done(`${variable.name} is back.`), onError: failed })}
                    >
                      Bring back
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Dialog>
  );
}
