/** What the page of connections says about ways in. The server decides; this explains before it refuses. */
import type { Identity, SignInProvider, User } from "@/lib/api/types";

/** Nothing would be left to sign in by: no password, no passkey, no other provider that is switched on. */
export function isLastWayIn(
  identity: Pick<Identity, "id">,
  all: readonly Pick<Identity, "id" | "provider">[],
  { user, passkeys, providers }: { user: Pick<User, "has_password">; passkeys: number; providers: readonly Pick<SignInProvider, "slug">[] },
): boolean {
  if (user.has_password || passkeys > 0) return false;
  return !all.some((other) => other.id !== identity.id && providers.some(({ slug }) => slug === other.provider));
}

/** Each provider once: those that are connected are in the list above. */
export function unconnected<P extends Pick<SignInProvider, "slug">>(providers: readonly P[], identities: readonly Pick<Identity, "provider">[]): P[] {
  return providers.filter(({ slug }) => !identities.some(({ provider }) => provider === slug));
}
