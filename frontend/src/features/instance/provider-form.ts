/** The form of a provider: what it starts with, what it checks, and what of it is sent. */
import * as z from "zod/mini";

import type { Linking, NewProvider, Provider, ProviderChanges, ProviderKind } from "@/lib/api/types";

export const KINDS: { kind: ProviderKind; label: string; name: string; slug: string; console: string }[] = [
  { kind: "github", label: "GitHub", name: "GitHub", slug: "github", console: "Settings → Developer settings → OAuth Apps" },
  { kind: "google", label: "Google", name: "Google", slug: "google", console: "Google Cloud console → APIs & Services → Credentials" },
  { kind: "oidc", label: "OpenID Connect", name: "", slug: "", console: "Clients, or Applications, in its administration" },
];

export const LINKING: { linking: Linking; label: string; about: string }[] = [
  { linking: "ask", label: "Ask to sign in first", about: "They sign in as always, then connect it in their account. The safe choice." },
  { linking: "link", label: "Connect by itself", about: "Only where this provider proves addresses: whoever has the address there gets the account here." },
  { linking: "refuse", label: "Refuse", about: "Such accounts never get connected at sign-in." },
];

const line = (max: number) => z.string().check(z.trim(), z.maxLength(max, `At most ${max} characters.`), z.regex(/^[!-~]*$/, "Letters, digits and signs, without spaces."));
const url = (max: number) => z.string().check(z.trim(), z.maxLength(max, `At most ${max} characters.`), z.regex(/^(https?:\/\/[!-~]+)?$/, "An address that begins with https://."));

const fields = {
  kind: z.enum(["github", "google", "oidc"]),
  name: z.string().check(z.trim(), z.minLength(1, "Give it a name."), z.maxLength(80, "At most 80 characters.")),
  slug: z.string().check(z.maxLength(32, "At most 32 characters."), z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Lower case letters, digits and single hyphens.")),
  client_id: line(300).check(z.minLength(1, "It is told where you register KeyNest.")),
  client_secret: line(500),
  discovery_url: url(500),
  issuer: url(300),
  base_url: url(300),
  api_url: url(300),
  scopes: z.string().check(z.trim(), z.maxLength(300, "At most 300 characters."), z.regex(/^([!-~]+( [!-~]+)*)?$/, "Names with single spaces between them.")),
  linking: z.enum(["link", "ask", "refuse"]),
  registration: z.boolean(),
  follows_profile: z.boolean(),
};

export type ProviderForm = z.infer<z.ZodMiniObject<typeof fields>>;

const base = z.object(fields);
const withDiscovery = z.refine<ProviderForm>((form) => form.kind !== "oidc" || form.discovery_url !== "", {
  path: ["discovery_url"],
  message: "An OpenID Connect provider is found by it.",
});
const withSecret = z.refine<ProviderForm>((form) => form.client_secret !== "", { path: ["client_secret"], message: "It is told where you register KeyNest." });

export const newProviderSchema = base.check(withDiscovery, withSecret);
/** A secret that is there stays, unless another one is typed. */
export const providerSchema = base.check(withDiscovery);

export function startOf(kind: ProviderKind): ProviderForm {
  const { name, slug } = KINDS.find((one) => one.kind === kind) ?? { name: "", slug: "" };
  const nothing = { client_id: "", client_secret: "", discovery_url: "", issuer: "", base_url: "", api_url: "", scopes: "" };
  return { kind, name, slug, ...nothing, linking: "ask", registration: true, follows_profile: false };
}

export function formOf(provider: Provider): ProviderForm {
  const { kind, name, slug, client_id, discovery_url, issuer, base_url, api_url, scopes, linking, registration, follows_profile } = provider;
  return { kind, name, slug, client_id, client_secret: "", discovery_url, issuer, base_url, api_url, scopes, linking, registration, follows_profile };
}

/** A new one is switched off until it was tried. */
export function bodyOf(form: ProviderForm): NewProvider {
  return { ...form, enabled: false };
}

const CHANGEABLE = ["name", "client_id", "discovery_url", "issuer", "base_url", "api_url", "scopes", "linking", "registration", "follows_profile"] as const;

/** Only what is different: what was filled in for the operator stays the server's to decide. */
export function changesOf(form: ProviderForm, provider: Provider): ProviderChanges {
  const changed = CHANGEABLE.filter((name) => form[name] !== provider[name]).map((name) => [name, form[name]]);
  return { ...(Object.fromEntries(changed) as ProviderChanges), ...(form.client_secret ? { client_secret: form.client_secret } : {}) };
}

/** Where the provider sends people back to, before there is an answer of the server that says so. */
export function redirectUris(origin: string, slug: string): string[] {
  return [`${origin}/api/auth/oauth/${slug || "…"}/callback/`, `${origin}/oauth/callback`];
}
