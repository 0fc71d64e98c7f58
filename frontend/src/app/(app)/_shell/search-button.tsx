/** Opens the palette, and says how to open it without a mouse. */
"use client";

import { Search } from "lucide-react";

import { Kbd } from "@/components/ui/badge";

export function SearchButton({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-label="Search and commands"
      aria-keyshortcuts="Control+K"
      className="flex h-7.5 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-sunken hover:text-ink md:border md:bg-surface"
    >
      <Search aria-hidden className="size-4" />
      <span className="max-md:hidden">Search</span>
      <Kbd className="max-md:hidden">{/Mac|iP/.test(navigator.userAgent) ? "⌘K" : "Ctrl K"}</Kbd>
    </button>
  );
}
