import type { Metadata } from "next";

import { Preferences } from "@/features/notifications/components/preferences";

export const metadata: Metadata = { title: "Notification preferences · KeyNest" };

export default function Page() {
  return <Preferences />;
}
