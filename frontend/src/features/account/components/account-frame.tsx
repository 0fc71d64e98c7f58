/** The head of the account pages. */
"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

import { Page } from "@/components/layout/page";
import { TabLinks } from "@/components/ui/tabs";
import { paths } from "@/lib/routes";

const TABS = [
  { href: paths.account, label: "Profile" },
  { href: paths.security, label: "Security" },
  { href: paths.connections, label: "Connections" },
  { href: paths.sessions, label: "Sessions" },
];

export function AccountFrame({ title, children }: { title: string; children: ReactNode }) {
  const pathname = usePathname();
  return (
    <Page title={title} heading="Your account" tabs={<TabLinks label="Account pages" tabs={TABS.map((tab) => ({ ...tab, current: tab.href === pathname }))} />}>
      {children}
    </Page>
  );
}
