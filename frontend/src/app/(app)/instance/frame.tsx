/** The head of the pages for operators. Whoever is none finds nothing here. */
"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

import { NotFoundState } from "@/components/feedback/states";
import { Page } from "@/components/layout/page";
import { TabLinks } from "@/components/ui/tabs";
import { useUser } from "@/hooks/use-session";
import { paths } from "@/lib/routes";

const TABS = [
  { href: paths.instanceSignIn, label: "Sign-in" },
  { href: paths.workers, label: "Workers" },
  { href: paths.outbox, label: "Outbox" },
  { href: paths.letters, label: "Letters" },
];

export function InstanceFrame({ children }: { children: ReactNode }) {
  const { is_operator } = useUser();
  const pathname = usePathname();
  if (!is_operator) {
    return (
      <div className="p-6">
        <NotFoundState />
      </div>
    );
  }
  const tabs = TABS.map((tab) => ({ ...tab, current: tab.href === pathname }));
  return (
    <Page wide title={tabs.find(({ current }) => current)?.label ?? "This KeyNest"} heading="This KeyNest" tabs={<TabLinks label="Pages of this KeyNest" tabs={tabs} />}>
      {children}
    </Page>
  );
}
