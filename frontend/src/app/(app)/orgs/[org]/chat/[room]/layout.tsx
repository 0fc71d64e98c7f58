import type { ReactNode } from "react";

/** One placeholder: the server maps every real address to it. */
export const generateStaticParams = () => [{ room: "_" }];

export default function RoomLayout({ children }: { children: ReactNode }) {
  return children;
}
