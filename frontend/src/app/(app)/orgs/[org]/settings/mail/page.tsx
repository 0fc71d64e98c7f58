import type { Metadata } from "next";

import { MailSettings } from "@/features/mail/components/mail-settings";

export const metadata: Metadata = { title: "Mail settings · KeyNest" };

export default function Page() {
  return <MailSettings />;
}
