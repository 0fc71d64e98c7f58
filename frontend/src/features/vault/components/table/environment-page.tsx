/** One environment: its variables in a table, edits staged, imports, exports, history. */
"use client";

import { QueryView } from "@/components/feedback/query-view";
import { useRoute } from "@/hooks/use-route";
import type { Environment, VariableListing } from "@/lib/api/types";
import { environmentBySlug, useOrganization, useProject } from "@/lib/scope";

import { useVariables } from "../../api/list-variables";
import { EnvironmentFrame } from "./environment-frame";
import { EnvironmentView } from "./environment-view";

export function EnvironmentPage() {
  const project = useProject();
  const environment = environmentBySlug(project, useRoute().env);
  return environment ? <Loaded key={environment.id} environment={environment} /> : null;
}

function Loaded({ environment }: { environment: Environment }) {
  const organization = useOrganization();
  const variables = useVariables(organization.id, environment.id);
  if (!variables.data) {
    return (
      <EnvironmentFrame environment={environment} page="table">
        <QueryView query={variables} needs="the right to read this environment">
          {(_: VariableListing) => null}
        </QueryView>
      </EnvironmentFrame>
    );
  }
  return <EnvironmentView environment={environment} variables={variables.data.results} />;
}
