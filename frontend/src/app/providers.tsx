/** What every page needs around it: the cache, the theme, toasts. */
"use client";

import { QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { Toasts } from "@/components/layout/toasts";
import { useSession } from "@/hooks/use-session";
import { makeQueryClient } from "@/lib/query";
import { unsaved } from "@/lib/unsaved";

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeQueryClient);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      <QueryClientProvider client={client}>
        <Forgetting />
        {children}
        <Toasts />
      </QueryClientProvider>
    </ThemeProvider>
  );
}

/** Another person, or nobody: nothing of the one before stays in memory. */
function Forgetting() {
  const { user, status } = useSession();
  const client = useQueryClient();
  const before = useRef<string | null>(null);
  const id = user?.id ?? null;
  useEffect(() => {
    if (status === "unknown") return;
    if (before.current && before.current !== id) {
      unsaved.discardAll();
      client.clear();
    }
    before.current = id;
  }, [id, status, client]);
  return null;
}
