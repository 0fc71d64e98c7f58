// An honest OpenID Connect provider: npm oidc-provider, with a page of ours to say who one is. PKCE is required.
//
//   node e2e/counterparts/provider.mjs <client-id> <client-secret> <redirect-uri>…
//
// It prints {"url": …} once it listens, and ends with its standard input.
//
// Whoever types an address there is that person, with the address confirmed.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [clientId, clientSecret, ...redirectUris] = process.argv.slice(2);

function claimsOf(email) {
  const name = email.split("@")[0].replace(/-.*/, "");
  const given = name.charAt(0).toUpperCase() + name.slice(1);
  return { sub: `person-${email}`, email, email_verified: true, name: `${given} Lovelace`, given_name: given, family_name: "Lovelace" };
}

const page = (uid) => `<!doctype html><html lang="en"><title>Company sign-in</title><link rel="icon" href="data:,">
<h1>Sign in at Company</h1>
<form method="post" action="/interaction/${uid}"><label>Address <input name="email" type="email" autofocus></label>
<button name="answer" value="yes">Sign in</button> <button name="answer" value="no">Cancel</button></form></html>`;

/** Whoever signs in agrees to what KeyNest asks for. */
async function agree(ctx) {
  const { oidc } = ctx;
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope("openid email profile");
  await grant.save();
  return grant;
}

function make(url) {
  const provider = new Provider(url, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris, grant_types: ["authorization_code"] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "given_name", "family_name"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, accountId) => ({ accountId, claims: () => claimsOf(accountId.replace(/^person-/, "")) }),
    loadExistingGrant: agree,
    cookies: { keys: ["of the tests"] },
  });
  provider.on("server_error", (_, error) => process.stderr.write(`${error.stack}\n`));
  return provider;
}

async function answer(provider, request, response) {
  let body = "";
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const result =
    form.get("answer") === "yes"
      ? { login: { accountId: `person-${form.get("email")}`, remember: false } }
      : { error: "access_denied", error_description: "They thought better of it." };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = make(url);
  const standard = provider.callback();
  server.on("request", (request, response) => {
    const uid = /^\/interaction\/([\w-]+)$/.exec(request.url)?.[1];
    if (!uid) return standard(request, response);
    if (request.method === "POST") return answer(provider, request, response).catch((error) => response.writeHead(500).end(String(error)));
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page(uid));
  });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
