import type { Metadata } from "next";

import { Unsubscribe } from "@/features/notifications/components/unsubscribe";

export const metadata: Metadata = { title: "Stop these mails · KeyNest" };

export default function Page() {
  return <Unsubscribe />;
}
