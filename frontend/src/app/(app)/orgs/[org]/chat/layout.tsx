import type { ReactNode } from "react";

import { Frame } from "./_frame/frame";

export default function ChatLayout({ children }: { children: ReactNode }) {
  return <Frame>{children}</Frame>;
}
