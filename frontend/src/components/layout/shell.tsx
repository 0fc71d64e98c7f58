/** The signed-in frame: a side bar, a thin top bar, the page. What goes into the bars is composed in app. */
"use client";

import { Menu as MenuIcon } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";

interface ShellProps {
  sidebar: ReactNode;
  crumbs: ReactNode;
  tools: ReactNode;
  banner?: ReactNode;
  children: ReactNode;
}

export function Shell({ sidebar, crumbs, tools, banner, children }: ShellProps) {
  return (
    <div className="md:grid md:min-h-dvh md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a href="#main" className="sr-only z-60 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-r bg-sunken/60 p-2 md:flex">{sidebar}</aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-11 items-center gap-1 border-b bg-paper px-2 md:px-4">
          <MobileNav>{sidebar}</MobileNav>
          <div className="min-w-0 flex-1">{crumbs}</div>
          {tools}
        </header>
        {banner}
        <main id="main" tabIndex={-1} className="relative min-w-0 flex-1 focus:outline-none">
          {children}
        </main>
      </div>
    </div>
  );
}

function MobileNav({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const closeOnLink = (event: React.MouseEvent) => {
    if ((event.target as HTMLElement).closest("a")) setOpen(false);
  };
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button variant="quiet" size="icon" aria-label="Navigation" className="md:hidden">
          <MenuIcon aria-hidden />
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/35 md:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          onClick={closeOnLink}
          className="fixed inset-y-0 left-0 z-50 flex w-[min(86vw,18rem)] flex-col overflow-y-auto border-r bg-paper p-2 md:hidden"
        >
          <Dialog.Title className="sr-only">Navigation</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
