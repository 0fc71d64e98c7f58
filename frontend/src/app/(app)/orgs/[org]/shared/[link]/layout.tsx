import type { ReactNode } from "react";

/** One placeholder: the server maps every real address to it. */
export const generateStaticParams = () => [{ link: "_" }];

export default function SharedLayout({ children }: { children: ReactNode }) {
  return children;
}
