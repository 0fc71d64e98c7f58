/** What the pages of an environment know of others who are there; the app puts it together, once it is loaded. */
"use client";

import { createContext, type ReactNode, useContext } from "react";

export interface Around {
  /** Their faces, for the head of the page. */
  here: ReactNode;
  /** Their first names, by the name of the variable that they edit. */
  editors: ReadonlyMap<string, string>;
  /** Tells them which variables are being edited here; null when none is. */
  edit: (names: readonly string[] | null) => void;
}

export const ALONE: Around = { here: null, editors: new Map(), edit: () => undefined };

export const AroundContext = createContext(ALONE);

export const useAround = (): Around => useContext(AroundContext);
