import type { Metadata } from "next";
import { Suspense } from "react";

import { Room } from "../_frame/pages";

export const metadata: Metadata = { title: "Chat · KeyNest" };

export default function Page() {
  return (
    <Suspense>
      <Room />
    </Suspense>
  );
}
