import type { ReactNode } from "react";

import { InstanceFrame } from "./frame";

export default function InstanceLayout({ children }: { children: ReactNode }) {
  return <InstanceFrame>{children}</InstanceFrame>;
}
