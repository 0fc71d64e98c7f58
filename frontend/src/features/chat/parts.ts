/** What chat needs of other features; the app puts it together. */
"use client";

import { createContext, useContext } from "react";

/** Something a message can link to by name. */
export interface Thing {
  ref: string;
  /** As it stands in the composer, without the sign. */
  word: string;
  label: string;
  detail: string;
}

export interface NewSecret {
  value: string;
  /** How often it opens, at most. */
  views: number;
  expiresIn: number;
}

export interface ChatParts {
  /** Who is here now; null while that is not known. */
  online: ReadonlySet<string> | null;
  /** The answer to what was asked last; null asks for nothing. */
  things: readonly Thing[];
  askThings: (query: string | null) => void;
  /** Seals a secret for the members of this organization; the answer is what a message says in its place. */
  seal: (secret: NewSecret) => Promise<string>;
}

const NOTHING: ChatParts = { online: null, things: [], askThings: () => undefined, seal: () => Promise.reject(new Error("nothing seals here")) };

export const ChatPartsContext = createContext<ChatParts>(NOTHING);

export const useChatParts = (): ChatParts => useContext(ChatPartsContext);
