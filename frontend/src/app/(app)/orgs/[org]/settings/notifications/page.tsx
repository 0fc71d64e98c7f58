import type { Metadata } from "next";

import { OrganizationDefaults } from "@/features/notifications/components/organization-defaults";

export const metadata: Metadata = { title: "Notification settings · KeyNest" };

export default function Page() {
  return <OrganizationDefaults />;
}
