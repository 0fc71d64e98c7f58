import type { Metadata } from "next";

import { SignInPage } from "@/features/instance/components/sign-in-page";

export const metadata: Metadata = { title: "Sign-in · KeyNest" };

export default function Page() {
  return <SignInPage />;
}
