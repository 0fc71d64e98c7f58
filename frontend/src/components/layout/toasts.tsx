/** Where toasts appear: put up when there is the first one to show. */
"use client";

import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import type { Toaster as ToasterType } from "sonner";

import { onFirstToast, toastsStand } from "@/lib/toast";

const WARM_AFTER_MS = 5_000;

export function Toasts() {
  const { resolvedTheme } = useTheme();
  const [loaded, setLoaded] = useState<{ Toaster: typeof ToasterType } | null>(null);
  useEffect(() => onFirstToast(() => void import("sonner").then(({ Toaster }) => setLoaded({ Toaster }))), []);
  useEffect(() => {
    // Fetched ahead of need: the first word may be that there is no connection.
    const timer = setTimeout(() => void import("sonner").catch(() => undefined), WARM_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (loaded) toastsStand();
  }, [loaded]);
  if (!loaded) return null;
  return (
    <loaded.Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-left"
      mobileOffset={{ bottom: 88 }}
      closeButton
      toastOptions={{
        className: "!rounded-md !border !border-line !bg-surface !text-ink !font-sans !shadow-float",
        descriptionClassName: "!text-muted font-mono text-xs",
      }}
    />
  );
}
