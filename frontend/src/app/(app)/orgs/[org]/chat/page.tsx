import type { Metadata } from "next";

import { Home } from "./_frame/pages";

export const metadata: Metadata = { title: "Chat · KeyNest" };

export default function Page() {
  return <Home />;
}
