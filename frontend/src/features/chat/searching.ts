/** The search belongs to the frame around the rooms; rooms open it for themselves. */
"use client";

import { createContext, useContext } from "react";

import type { ChatRoom } from "@/lib/api/types";

export type OpenSearch = (room: ChatRoom | null, words?: string) => void;

export const ChatSearchContext = createContext<OpenSearch>(() => undefined);

export const useChatSearch = (): OpenSearch => useContext(ChatSearchContext);
