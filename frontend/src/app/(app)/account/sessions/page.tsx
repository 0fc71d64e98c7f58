import type { Metadata } from "next";

import { SessionsPage } from "@/features/account/components/sessions-page";

export const metadata: Metadata = { title: "Sessions · KeyNest" };

export default function Page() {
  return <SessionsPage />;
}
