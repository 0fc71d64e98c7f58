/** Why a sign-in by a provider did not work, and the way on. */
"use client";

import Link from "next/link";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";
import { useSession } from "@/hooks/use-session";
import { loginPath, paths, providerPath } from "@/lib/routes";

import { useConfig } from "../api/get-config";
import { explainRefusal, type WayOn } from "../refusals";

interface RefusalPageProps {
  reason: string;
  /** Its slug, where it is known. */
  provider: string;
  next: string;
}

export function RefusalPage({ reason, provider, next }: RefusalPageProps) {
  const { data: config } = useConfig();
  const name = config?.providers.find(({ slug }) => slug === provider)?.name ?? "";
  const { title, text, way } = explainRefusal(reason, name);
  return (
    <AuthFrame title={title}>
      <p role="alert">{text}</p>
      <Ways way={way} provider={name ? provider : ""} next={next} />
    </AuthFrame>
  );
}

interface Way {
  label: string;
  href: string;
  /** Answered by the server and not by the router. */
  away?: boolean;
}

function Ways({ way, provider, next }: { way: WayOn; provider: string; next: string }) {
  const { status } = useSession();
  const ways = waysOn(way, provider, next, status === "signed-in");
  return (
    <div className="flex flex-wrap gap-2">
      {ways.map(({ label, href, away }, index) => (
        <Button key={label} asChild variant={index === 0 ? "primary" : "outline"}>
          {away ? <a href={href}>{label}</a> : <Link href={href}>{label}</Link>}
        </Button>
      ))}
      {next === paths.oauthCallback ? <Button onClick={() => window.close()}>Close this window</Button> : null}
    </div>
  );
}

function waysOn(way: WayOn, provider: string, next: string, signedIn: boolean): Way[] {
  const again: Way[] = provider && way === "again" ? [{ label: "Try again", href: providerPath(provider, next), away: true }] : [];
  if (next === paths.oauthCallback) return again;
  if (signedIn) return [{ label: "Go back", href: next }];
  if (next === paths.invitation) return [...again, { label: "Back to the invitation", href: next }];
  if (way === "connect") return [{ label: "Sign in to connect it", href: loginPath(paths.connections) }];
  if (way === "register") return [{ label: "Create an account", href: paths.register }, { label: "Back to sign in", href: loginPath(next) }];
  return [...again, { label: again.length > 0 ? "Sign in another way" : "Back to sign in", href: loginPath(next) }];
}
