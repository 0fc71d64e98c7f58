import type { Metadata } from "next";

import { OrganizationList } from "@/features/organizations/components/organization-list";

export const metadata: Metadata = { title: "Organizations · KeyNest" };

export default function Page() {
  return <OrganizationList />;
}
