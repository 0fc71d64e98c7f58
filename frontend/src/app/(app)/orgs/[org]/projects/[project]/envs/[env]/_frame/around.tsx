/** The pages of an environment, with those who are there. They come after the page, which does not wait for them. */
"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";

import { ALONE, AroundContext } from "@/features/vault/around";
import { useRoute } from "@/hooks/use-route";
import { environmentBySlug, useOrganization, useProject } from "@/lib/scope";

const EnvironmentPresence = dynamic(
  () => import("@/features/presence/components/environment-presence").then((module) => module.EnvironmentPresence),
  { ssr: false },
);

export function Around({ children }: { children: ReactNode }) {
  const organization = useOrganization();
  const environment = environmentBySlug(useProject(), useRoute().env);
  const [around, setAround] = useState(ALONE);
  return (
    <AroundContext value={around}>
      {children}
      {environment ? (
        <EnvironmentPresence key={environment.id} organization={organization.id} environment={environment.id} onChange={setAround} />
      ) : null}
    </AroundContext>
  );
}
