import type { Metadata } from "next";

import { LetterPage } from "@/features/mail/components/letter-page";

export const metadata: Metadata = { title: "Mail settings · KeyNest" };

export default function Page() {
  return <LetterPage />;
}
