import type { Metadata } from "next";

import { ConnectionsPage } from "@/features/account/components/connections-page";

export const metadata: Metadata = { title: "Connections · KeyNest" };

export default function Page() {
  return <ConnectionsPage />;
}
