import type { Metadata } from "next";

import { NewOrganization } from "@/features/organizations/components/new-organization";

export const metadata: Metadata = { title: "New organization · KeyNest" };

export default function Page() {
  return <NewOrganization />;
}
