import type { Metadata } from "next";

import { NotMe } from "@/features/auth/components/not-me";

export const metadata: Metadata = { title: "This was not me · KeyNest" };

export default function Page() {
  return <NotMe />;
}
