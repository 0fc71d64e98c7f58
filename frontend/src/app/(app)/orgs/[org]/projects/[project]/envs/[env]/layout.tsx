import type { ReactNode } from "react";

/** One placeholder: the server maps every real address to it. */
export const generateStaticParams = () => [{ env: "_" }];

export default function EnvironmentLayout({ children }: { children: ReactNode }) {
  return children;
}
