import type { Metadata } from "next";

import { SharedPage } from "@/features/sharing/components/shared-page";

export const metadata: Metadata = { title: "A shared secret · KeyNest" };

export default function Page() {
  return <SharedPage />;
}
