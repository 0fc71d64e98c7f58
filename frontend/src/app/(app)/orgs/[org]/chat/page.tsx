import type { Metadata } from "next";

import { Suspense } from "react";

import { Home } from "./_frame/pages";

export const metadata: Metadata = { title: "Chat · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <Home />
    </Suspense>
  );
}
