/** The signed-in frame, filled: side bar, path, tools, and what works in the background. */
"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";

import { LiveStatus } from "@/components/layout/live-status";
import { Shell } from "@/components/layout/shell";
import { ReloginDialog } from "@/features/auth/components/relogin-dialog";
import { Bell } from "@/features/notifications/components/bell";
import { useLeaveGuard, useUnloadGuard } from "@/hooks/use-unsaved";

import { AccountMenu } from "./account-menu";
import { Banner } from "./banner";
import { Gate } from "./gate";
import { LiveBridge } from "./live-bridge";
import { Path } from "./path";
import { SearchButton } from "./search-button";
import { Sidebar } from "./sidebar";
import { useGlobalKeys } from "./use-global-keys";

const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });
const KeyHelp = dynamic(() => import("./key-help").then((module) => module.KeyHelp), { ssr: false });

export function AppFrame({ children }: { children: ReactNode }) {
  return (
    <Gate>
      <Inside>{children}</Inside>
    </Gate>
  );
}

function Inside({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const guard = useLeaveGuard();
  useUnloadGuard();
  useGlobalKeys({ palette: () => setOpen("palette"), help: () => setOpen("keys") });
  const tools = (
    <>
      <LiveStatus />
      <SearchButton onOpen={() => setOpen("palette")} />
      <Bell />
      <AccountMenu onKeys={() => setOpen("keys")} />
    </>
  );
  return (
    <>
      <Shell sidebar={<Sidebar />} crumbs={<Path />} tools={tools} banner={<Banner />}>
        {children}
      </Shell>
      <LiveBridge />
      <ReloginDialog />
      {open === "palette" ? <Palette onClose={() => setOpen(null)} onKeys={() => setOpen("keys")} leave={guard.leave} /> : null}
      {open === "keys" ? <KeyHelp onClose={() => setOpen(null)} /> : null}
      {guard.dialog}
    </>
  );
}
