/** The keys that work on every page. */
"use client";

import { useRouter } from "next/navigation";

import { useShortcuts } from "@/hooks/use-shortcuts";
import { paths } from "@/lib/routes";

import { useWhere } from "./use-where";

export function useGlobalKeys({ palette, help }: { palette: () => void; help: () => void }): void {
  const router = useRouter();
  const { organization, project } = useWhere();
  const go = (to: string | undefined) => (to ? router.push(to) : false);
  const org = organization?.slug;
  const environments = project?.environments ?? [];
  const numbers = Object.fromEntries(
    environments.slice(0, 9).map((environment, index) => [
      String(index + 1),
      () => go(org && project && paths.env(org, project.slug, environment.slug)),
    ]),
  );
  useShortcuts({
    "mod+k": palette,
    "?": help,
    "/": () => {
      const field = document.querySelector<HTMLInputElement>("[data-search]");
      if (!field) return palette();
      field.focus();
      field.select();
    },
    "g p": () => go(org && paths.projects(org)),
    "g c": () => go(org && paths.chat(org)),
    "g m": () => go(org && paths.members(org)),
    "g a": () => go(org && paths.audit(org)),
    "g i": () => go(paths.inbox),
    ...numbers,
  });
}
