/** The keys of everything about variables: organization, then environment, so that one event can reach all of it. */
import { orgKey } from "@/lib/query";

export const vaultKey = (organization: string, environment: string, ...rest: readonly unknown[]) =>
  orgKey(organization, "vault", environment, ...rest);
