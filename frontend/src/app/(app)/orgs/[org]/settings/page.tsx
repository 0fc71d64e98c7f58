import type { Metadata } from "next";

import { OrganizationSettings } from "@/features/organizations/components/organization-settings";

export const metadata: Metadata = { title: "Settings · KeyNest" };

export default function Page() {
  return <OrganizationSettings />;
}
