import type { ReactNode } from "react";

/** One placeholder: the server maps every real address to it. */
export const generateStaticParams = () => [{ letter: "_" }];

export default function LetterLayout({ children }: { children: ReactNode }) {
  return children;
}
