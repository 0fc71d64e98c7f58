import type { Metadata } from "next";

import { SecurityPage } from "@/features/account/components/security-page";

export const metadata: Metadata = { title: "Security · KeyNest" };

export default function Page() {
  return <SecurityPage />;
}
