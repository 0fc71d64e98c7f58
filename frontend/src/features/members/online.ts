/** Who of the members is online, which the app knows from elsewhere; null while nobody can tell. */
"use client";

import { createContext } from "react";

export const OnlineContext = createContext<ReadonlySet<string> | null>(null);
