/** What every part of an environment's page works on. */
import type { Environment, Variable } from "@/lib/api/types";

import type { Drafts } from "../../drafts/use-drafts";
import type { RevealControl } from "../../use-reveals";

export interface EnvironmentScope {
  environment: Environment;
  variables: Variable[];
  drafts: Drafts;
  reveals: RevealControl;
  mayWrite: boolean;
  mayRead: boolean;
}
