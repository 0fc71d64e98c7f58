import type { Metadata } from "next";

import { SharesPage } from "@/features/sharing/components/shares-page";

export const metadata: Metadata = { title: "Share links · KeyNest" };

export default function Page() {
  return <SharesPage />;
}
