/** A mail as its readers see it, where nothing in it can act: no scripts, no links, no pictures from elsewhere. */
import { cn } from "@/lib/cn";

export type MailTheme = "light" | "dark";

interface MailFrameProps {
  title: string;
  html: string;
  /** Forced; otherwise the reader's. */
  theme?: MailTheme;
  /** As wide as a phone. */
  narrow?: boolean;
  className?: string;
}

// Added to the policy that the frame has from our page: not even our own server is asked for anything.
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`;
const DARK = "(prefers-color-scheme: dark)";

export function mailDocument(html: string, theme?: MailTheme): string {
  const guarded = html.replace("<head>", `<head>${POLICY}`);
  return theme ? guarded.replaceAll(DARK, theme === "dark" ? "all" : "not all") : guarded;
}

/** It can't be measured from outside: give it a height by `className`, and it scrolls. */
export function MailFrame({ title, html, theme, narrow, className }: MailFrameProps) {
  return (
    <iframe
      title={title}
      sandbox=""
      srcDoc={mailDocument(html, theme)}
      referrerPolicy="no-referrer"
      className={cn("mx-auto block h-[36rem] w-full rounded-sm border bg-surface", narrow && "max-w-[375px]", className)}
    />
  );
}
