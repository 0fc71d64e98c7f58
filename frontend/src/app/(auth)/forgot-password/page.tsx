import type { Metadata } from "next";

import { ForgotPassword } from "@/features/auth/components/forgot-password";

export const metadata: Metadata = { title: "Forgot password · KeyNest" };

export default function Page() {
  return <ForgotPassword />;
}
