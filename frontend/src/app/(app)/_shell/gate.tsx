/** Lets in who is signed in (also while a session waits to be renewed) and sends others to sign in, to come back. */
"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";

import { useSession } from "@/hooks/use-session";
import { loginPath } from "@/lib/routes";

export function Gate({ children }: { children: ReactNode }) {
  const { status } = useSession();
  const router = useRouter();
  useEffect(() => {
    if (status === "signed-out") router.replace(loginPath(window.location.pathname + window.location.search));
  }, [status, router]);
  if (status === "signed-in" || status === "expired") return <>{children}</>;
  return <p className="late p-6 text-sm text-muted">Opening KeyNest…</p>;
}
