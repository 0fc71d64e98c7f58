/** The head of an organization's settings, and the way between them. */
"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

import { Page } from "@/components/layout/page";
import { TabLinks } from "@/components/ui/tabs";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

export function SettingsFrame({ children }: { children: ReactNode }) {
  const { name, slug } = useOrganization();
  const pathname = usePathname();
  const mail = paths.orgMail(slug);
  const tabs = [
    { href: paths.orgSettings(slug), label: "General", current: pathname === paths.orgSettings(slug) },
    { href: paths.orgNotifications(slug), label: "Notifications", current: pathname === paths.orgNotifications(slug) },
    { href: mail, label: "Mail", current: pathname === mail || pathname.startsWith(`${mail}/`) },
  ];
  const current = tabs.find((tab) => tab.current)?.label ?? "Settings";
  return (
    <Page
      title={`${current} settings`}
      heading="Organization settings"
      lead={name}
      wide={pathname.startsWith(`${mail}/`)}
      tabs={<TabLinks label="Settings of the organization" tabs={tabs} />}
    >
      {/* The tabs end in a line already. */}
      <div className="grid gap-5 [&>section:first-child]:border-t-0 [&>section:first-child]:pt-0">{children}</div>
    </Page>
  );
}
