import type { ReactNode } from "react";

import { Around } from "./_frame/around";

/** One placeholder: the server maps every real address to it. */
export const generateStaticParams = () => [{ env: "_" }];

export default function EnvironmentLayout({ children }: { children: ReactNode }) {
  return <Around>{children}</Around>;
}
