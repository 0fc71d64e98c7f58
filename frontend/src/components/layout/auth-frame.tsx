/** The frame of the pages before one is signed in. */
import Link from "next/link";
import type { ReactNode } from "react";

import { paths } from "@/lib/routes";

import { Logo } from "./logo";

interface AuthFrameProps {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  foot?: ReactNode;
}

export function AuthFrame({ title, lead, children, foot }: AuthFrameProps) {
  return (
    <main id="main" className="mx-auto grid min-h-dvh w-full max-w-[26rem] content-start gap-7 px-5 pt-[12dvh] pb-10">
      <Link href={paths.home} className="justify-self-start rounded-sm text-lg" aria-label="KeyNest, home">
        <Logo />
      </Link>
      <div className="grid gap-1.5">
        <h1 className="text-xl">{title}</h1>
        {lead ? <div className="text-muted">{lead}</div> : null}
      </div>
      {children}
      {foot ? <div className="border-t pt-4 text-sm text-muted">{foot}</div> : null}
    </main>
  );
}
