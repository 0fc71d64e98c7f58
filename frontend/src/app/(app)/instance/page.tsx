/** The first of the pages about this KeyNest: whether it is well. */
"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { paths } from "@/lib/routes";

export default function InstancePage() {
  const router = useRouter();
  useEffect(() => router.replace(paths.workers), [router]);
  return null;
}
