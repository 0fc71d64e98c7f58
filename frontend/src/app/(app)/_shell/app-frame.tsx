/** The signed-in frame, filled: side bar, path, tools, and what works in the background. */
"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";

import { Shell } from "@/components/layout/shell";
import { Bell } from "@/features/notifications/components/bell";
import { useSession } from "@/hooks/use-session";
import { useLeaveGuard, useUnloadGuard } from "@/hooks/use-unsaved";
import { presence } from "@/lib/presence";

import { AccountMenu } from "./account-menu";
import { Banner } from "./banner";
import { Gate } from "./gate";
import { Path } from "./path";
import { SearchButton } from "./search-button";
import { Sidebar } from "./sidebar";
import { useGlobalKeys } from "./use-global-keys";

// What works in the background follows the page; the rest comes when it is asked for.
const LiveStatus = dynamic(() => import("@/components/layout/live-status").then((module) => module.LiveStatus), { ssr: false });
const LiveBridge = dynamic(() => import("./live-bridge").then((module) => module.LiveBridge), { ssr: false });
const ChatBridge = dynamic(() => import("./chat-bridge").then((module) => module.ChatBridge), { ssr: false });
const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });
const loadRelogin = () => import("./relogin");
const Relogin = dynamic(() => loadRelogin().then((module) => module.Relogin), { ssr: false });
const Presence = dynamic(() => import("./presence").then((module) => module.Presence), { ssr: false });
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
  const { status } = useSession();
  const mustProve = useSyncExternalStore(presence.subscribe, presence.asked, () => null) !== null;
  useUnloadGuard();
  useWarmRelogin();
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
      <ChatBridge />
      {status === "expired" ? <Relogin /> : null}
      {mustProve && status === "signed-in" ? <Presence /> : null}
      {open === "palette" ? <Palette onClose={() => setOpen(null)} onKeys={() => setOpen("keys")} leave={guard.leave} /> : null}
      {open === "keys" ? <KeyHelp onClose={() => setOpen(null)} /> : null}
      {guard.dialog}
    </>
  );
}

const WARM_AFTER_MS = 5_000;

/** Fetched ahead of need: when a session ends, perhaps on a bad line, the dialog must be there. */
function useWarmRelogin(): void {
  useEffect(() => {
    const timer = setTimeout(() => void loadRelogin().catch(() => undefined), WARM_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}
