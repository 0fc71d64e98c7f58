/** What every page needs around it: the cache, the theme, tooltips, toasts. */
"use client";

import { QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { ThemeProvider, useTheme } from "next-themes";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Toaster } from "sonner";

import { TooltipProvider } from "@/components/ui/tooltip";
import { useHydrated } from "@/hooks/use-hydrated";
import { useSession } from "@/hooks/use-session";
import { makeQueryClient } from "@/lib/query";
import { unsaved } from "@/lib/unsaved";

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeQueryClient);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      <QueryClientProvider client={client}>
        <TooltipProvider delayDuration={400}>
          <Forgetting />
          {children}
          <Toasts />
        </TooltipProvider>
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

function Toasts() {
  const { resolvedTheme } = useTheme();
  const hydrated = useHydrated();
  if (!hydrated) return null;
  return (
    <Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      closeButton
      toastOptions={{ className: "!rounded-md !border !border-line !bg-surface !text-ink !font-sans !shadow-float", descriptionClassName: "!text-muted font-mono text-xs" }}
    />
  );
}
