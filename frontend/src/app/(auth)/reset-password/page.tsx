import type { Metadata } from "next";

import { ResetPassword } from "@/features/auth/components/reset-password";

export const metadata: Metadata = { title: "New password · KeyNest" };

export default function Page() {
  return <ResetPassword />;
}
