import type { Metadata } from "next";

import { ConfirmEmail } from "@/features/auth/components/confirm-email";

export const metadata: Metadata = { title: "Confirm e-mail change · KeyNest" };

export default function Page() {
  return <ConfirmEmail />;
}
