import type { Metadata } from "next";
import { Suspense } from "react";

import { passkeys } from "@/app/_passkeys/parts";
import { LoginForm } from "@/features/auth/components/login-form";

export const metadata: Metadata = { title: "Sign in · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <LoginForm passkeys={passkeys} />
    </Suspense>
  );
}
