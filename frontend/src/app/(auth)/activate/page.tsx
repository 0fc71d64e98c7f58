import type { Metadata } from "next";

import { Activate } from "@/features/auth/components/activate";

export const metadata: Metadata = { title: "Confirm your e-mail · KeyNest" };

export default function Page() {
  return <Activate />;
}
