/** Dialogs in the middle of the page and sheets at its side; both return the focus when they close. */
"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

import { Button } from "./button";

interface FrameProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
  /** A dialog that must be answered: neither Esc nor a click outside closes it. */
  insistent?: boolean;
}

const overlay =
  "fixed inset-0 z-40 bg-black/35 dark:bg-black/60 data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=closed]:animate-out data-[state=closed]:fade-out-0";

function Frame({ open, onOpenChange, title, description, children, footer, className, insistent, place }: FrameProps & { place: string }) {
  const refuse = insistent ? (event: Event) => event.preventDefault() : undefined;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          className={cn("fixed z-50 flex flex-col overflow-hidden border bg-surface shadow-float focus:outline-none", place, className)}
          onEscapeKeyDown={refuse}
          onInteractOutside={refuse}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="flex items-start gap-4 border-b px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-0.5 text-sm text-muted">{description}</Radix.Description> : null}
            </div>
            {insistent ? null : (
              <Radix.Close asChild>
                <Button variant="quiet" size="icon" aria-label="Close" className="-mr-2">
                  <X aria-hidden />
                </Button>
              </Radix.Close>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer ? <footer className="flex flex-wrap items-center justify-end gap-2 border-t bg-paper px-5 py-3">{footer}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Dialog(props: FrameProps) {
  return (
    <Frame
      {...props}
      place="left-1/2 top-[8dvh] max-h-[84dvh] w-[min(92vw,34rem)] -translate-x-1/2 rounded-lg data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98"
    />
  );
}

export function Sheet(props: FrameProps) {
  return (
    <Frame
      {...props}
      place="inset-y-0 right-0 w-[min(100vw,30rem)] border-y-0 border-r-0 data-[state=open]:animate-in data-[state=open]:slide-in-from-right-8 data-[state=open]:fade-in-0"
    />
  );
}
