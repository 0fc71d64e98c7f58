/** The chat, fetched when it is opened: other pages wait for none of it. */
"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";

const Chat = dynamic(() => import("./chat").then((module) => module.Chat), { ssr: false });

export function Frame({ children }: { children: ReactNode }) {
  return <Chat>{children}</Chat>;
}
