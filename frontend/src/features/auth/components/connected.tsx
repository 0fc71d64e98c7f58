/** A provider was connected to the account: says so, and goes on to the page that lists it. */
"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { done } from "@/lib/toast";

import { useConfig } from "../api/get-config";

export function Connected({ provider, next }: { provider: string; next: string }) {
  const router = useRouter();
  const { data: config, isPending } = useConfig();
  const name = config?.providers.find(({ slug }) => slug === provider)?.name ?? "The provider";
  useEffect(() => {
    if (isPending) return;
    done(`${name} is connected`);
    router.replace(next);
  }, [isPending, name, next, router]);
  return (
    <AuthFrame title={`${name} is connected`} lead="It is a way into your account from now on.">
      <Button asChild variant="primary">
        <Link href={next}>Go on</Link>
      </Button>
    </AuthFrame>
  );
}
