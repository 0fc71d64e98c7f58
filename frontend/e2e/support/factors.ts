/** Second factors of people on the stage: an authenticator app of our own (RFC 6238), set up through the API. */
import { createHmac } from "node:crypto";

import { expect, type BrowserContext } from "@playwright/test";

import { PASSWORD, Person, type Signed } from "./stage";

const STEP_MS = 30_000;
const EDGE_MS = 5_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function fromBase32(text: string): Buffer {
  const bits = [...text].map((sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** What an app shows at a moment. */
export function codeAt(secret: string, moment: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / STEP_MS)));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Its codes, each later than the one before: the server takes none twice, and allows for a clock that is 30 s wrong. */
export class App {
  private uses = 0;

  constructor(private readonly secret: string) {}

  async next(): Promise<string> {
    this.uses += 1;
    // The first one is a step old: it must arrive before the next step begins.
    const left = STEP_MS - (Date.now() % STEP_MS);
    if (left < EDGE_MS) await new Promise((done) => setTimeout(done, left));
    if (this.uses > 3) throw new Error("a fourth code would be of a time that has not come yet");
    return codeAt(this.secret, Date.now() + (this.uses - 2) * STEP_MS);
  }
}

export interface Protected {
  app: App;
  recovery: string[];
  /** The same person, with the tokens that setting it up has left. */
  person: Person;
}

/** Sets up an app for somebody; every other session of theirs ends by that. */
export async function protect(person: Person): Promise<Protected> {
  const { secret } = await person.post<{ secret: string }>("/api/auth/mfa/totp/", {});
  const app = new App(secret);
  const confirmed = await person.post<{ recovery_codes: string[]; tokens: Signed["tokens"] }>("/api/auth/mfa/totp/confirm/", { code: await app.next() });
  return { app, recovery: confirmed.recovery_codes, person: new Person(person.email, person.name, person.id, confirmed.tokens.access) };
}

/** Signs a browser in by password and app, as its sign-in page would. */
export async function enterBoth(context: BrowserContext, { person, app }: Protected): Promise<void> {
  const headers = { "X-KeyNest-Client": "web" };
  const first = await context.request.post("/api/auth/login/?cookie=1", { headers, data: { email: person.email, password: PASSWORD } });
  const { mfa_token } = (await first.json()) as { mfa_token: string };
  const second = await context.request.post("/api/auth/login/mfa/?cookie=1", { headers, data: { mfa_token, code: await app.next() } });
  expect(second.ok(), await second.text()).toBe(true);
  await context.addInitScript(() => {
    if (location.protocol === "http:") localStorage.setItem("keynest.signed-in", "1");
  });
}
