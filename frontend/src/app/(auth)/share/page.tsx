import type { Metadata } from "next";

import { SharePage } from "@/features/sharing/components/share-page";

export const metadata: Metadata = { title: "A secret for you · KeyNest" };

export default function Page() {
  return <SharePage />;
}
