/** The operator of the running system (`make e2e` names the address), and providers set up through their API. */
import { PASSWORD, Person, send, type Signed } from "./stage";
import { linkIn, mailTo } from "./inbox";

const EMAIL = "operator@example.com";

export interface NewProvider {
  slug: string;
  kind: "oidc" | "github" | "google";
  name: string;
  client_id: string;
  client_secret: string;
  discovery_url?: string;
  base_url?: string;
  api_url?: string;
  linking?: "ask" | "link" | "refuse";
}

export interface Trial {
  ok: boolean;
  checks: { name: string; ok: boolean; detail: string }[];
}

async function login(): Promise<Person> {
  const { user, tokens } = await send<Signed>("POST", "/api/auth/login/", { email: EMAIL, password: PASSWORD });
  return new Person(EMAIL, "Operator", user.id, tokens.access);
}

/** Signed in a moment ago, so nothing asks for another proof. The first journey that needs one makes the account. */
export async function operator(): Promise<Person> {
  try {
    return await login();
  } catch {
    await send("POST", "/api/auth/register/", { email: EMAIL, password: PASSWORD, first_name: "Operator" });
    const token = linkIn(await mailTo(EMAIL, /confirm/i), "/activate").split("token=")[1];
    // Another worker may have been faster with the same link.
    await send("POST", "/api/auth/activate/", { token }).catch(() => undefined);
    return login();
  }
}

/** Sets one up, and sees that it would work. */
export async function setUp(provider: NewProvider): Promise<void> {
  const somebody = await operator();
  await somebody.post("/api/auth/providers/", { ...provider, enabled: true });
  const { ok, checks } = await somebody.post<Trial>(`/api/auth/providers/${provider.slug}/test/`, {});
  if (!ok) throw new Error(`${provider.name}: ${JSON.stringify(checks)}`);
}
