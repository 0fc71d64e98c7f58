/** What the whole app has to say: no network, a newer version, work left unsaved on another page. */
"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";

import { useUnsaved } from "@/hooks/use-unsaved";
import { plural } from "@/lib/text";

export function Banner() {
  const offline = useOffline();
  const pathname = usePathname();
  const elsewhere = useUnsaved().filter((work) => work.href !== pathname);
  if (offline) {
    return (
      <p role="status" className="border-b bg-warn-soft px-4 py-1.5 text-sm text-warn">
        You are offline. What you see may be old; unsaved changes stay in this tab.
      </p>
    );
  }
  if (elsewhere.length === 0) return null;
  return (
    <p role="status" className="flex flex-wrap gap-x-3 border-b bg-accent-soft px-4 py-1.5 text-sm">
      Unsaved:
      {elsewhere.map((work) => (
        <Link key={work.id} href={work.href} className="text-accent underline underline-offset-3">
          {work.label} ({plural(work.count, "change")})
        </Link>
      ))}
    </p>
  );
}

function useOffline(): boolean {
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    const first = setTimeout(look, 0);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      clearTimeout(first);
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return offline;
}
