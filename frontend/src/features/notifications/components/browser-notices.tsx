/** Whether this browser shows notices, and the switch for it. The browser is asked by a click here, and nowhere else. */
"use client";

import { useEffect, useState } from "react";

import { Switch } from "@/components/ui/switch";
import { useUser } from "@/hooks/use-session";

import { noticeState, type NoticeState, switchNotices } from "../permission";

const ABOUT: Record<NoticeState, string> = {
  on: "This browser shows the title of what is new while you look at something else. Never more than the title.",
  off: "Nothing is shown outside of KeyNest. Your browser asks for its permission when you switch this on.",
  denied: "Your browser does not let KeyNest show anything. Allow notifications for this site in its settings first.",
  unsupported: "This browser can't: it knows no notifications, or the connection to KeyNest is not encrypted.",
};

export function BrowserNotices() {
  const user = useUser().id;
  const [state, setState] = useState(() => noticeState(user));
  useEffect(() => {
    // Permissions change in the browser's own settings, and the switch in other tabs.
    const look = () => setState(noticeState(user));
    window.addEventListener("focus", look);
    window.addEventListener("storage", look);
    return () => {
      window.removeEventListener("focus", look);
      window.removeEventListener("storage", look);
    };
  }, [user]);
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <h3 className="text-sm font-medium">Show notifications of this browser</h3>
        <p className="max-w-prose text-sm text-muted">{ABOUT[state]}</p>
      </div>
      <Switch
        label="Show notifications of this browser"
        checked={state === "on"}
        disabled={state === "denied" || state === "unsupported"}
        onChange={(on) => void switchNotices(user, on).then(setState)}
      />
    </div>
  );
}
