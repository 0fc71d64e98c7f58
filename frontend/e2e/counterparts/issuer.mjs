// An OpenID Connect provider that lies as it is told: npm oauth2-mock-server, with two more addresses.
//
//   node e2e/counterparts/issuer.mjs [port]     prints {"url": …} once it listens
//   POST /control   how it lies from now on, see LIES; {} ends that
//   POST /make      {header?, payload?, drop?, forge?}: a token of that make, {"token": …}
//   POST /rotate    new keys, the old ones are gone
//   GET  /counts    how often each address was asked for since the last control
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { OAuth2Issuer, OAuth2Service } from "oauth2-mock-server";

/**
 * What may be told: `header`, `payload` and `drop` (names of claims) change ID tokens before they are signed, `forge`
 * replaces their signature; `discovery`, `userinfo` and `jwks` are merged into those answers; `status` maps addresses
 * to a status that they answer with.
 */
const LIES = { header: {}, payload: {}, drop: [], forge: "", discovery: {}, userinfo: {}, jwks: null, status: {} };
const SOMEBODY = { sub: "johndoe", email: "john@example.com", email_verified: true, name: "John Doe" };

let lies = LIES;
let counts = {};
let issuer;
let service;

/** Keys and the addresses of the mock server, made anew. */
async function renew(url) {
  issuer = new OAuth2Issuer();
  issuer.url = url;
  await issuer.keys.generate("RS256");
  service = new OAuth2Service(issuer);
  service.on("beforeTokenSigning", (token) => {
    token.payload = shaped({ ...token.payload, ...SOMEBODY }, lies);
    token.header = { ...token.header, ...lies.header };
  });
  service.on("beforeResponse", (response) => {
    if (lies.forge) response.body.id_token = forged(response.body.id_token, lies.forge);
  });
  service.on("beforeUserinfo", (response) => Object.assign(response.body, lies.userinfo));
}

function shaped(payload, { payload: more = {}, drop = [] }) {
  const found = { ...payload, ...more };
  for (const name of drop) delete found[name];
  return found;
}

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decode = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

/** A token with another signature than that of its provider. */
function forged(token, how) {
  const [head, body, signature] = token.split(".");
  const header = decode(head);
  if (how === "garbage") return "not.a.token";
  if (how === "none") return `${encode({ ...header, alg: "none" })}.${body}.`;
  if (how === "tampered") return `${head}.${encode({ ...decode(body), sub: "somebody-else" })}.${signature}`;
  const signed = (alg) => `${encode({ ...header, alg })}.${body}`;
  if (how === "hs256") {
    // The old confusion: the public key, which everybody has, taken for a shared secret.
    const secret = JSON.stringify(issuer.keys.toJSON()[0]);
    const input = signed("HS256");
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  }
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const input = signed("RS256");
  return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
}

async function token(wish) {
  const made = await issuer.buildToken({
    expiresIn: 3600,
    scopesOrTransform: (header, payload) => {
      const shape = shaped({ ...payload, ...SOMEBODY }, wish);
      for (const name of Object.keys(payload)) delete payload[name];
      Object.assign(payload, shape);
      Object.assign(header, wish.header);
    },
  });
  return wish.forge ? forged(made, wish.forge) : made;
}

const controls = {
  "/control": async (body) => {
    lies = { ...LIES, ...body };
    counts = {};
    return {};
  },
  "/make": async (body) => ({ token: await token(body) }),
  "/rotate": async () => {
    await renew(issuer.url);
    return {};
  },
  "/counts": async () => counts,
};

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length ? JSON.parse(Buffer.concat(parts).toString()) : {};
}

/** Let the mock server answer, and merge what was told into its JSON. */
function merged(request, response, more) {
  const end = response.end.bind(response);
  response.end = (text) => {
    const body = JSON.stringify({ ...JSON.parse(text), ...more });
    response.setHeader("Content-Length", Buffer.byteLength(body));
    return end(body);
  };
  service.requestHandler(request, response);
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname in controls) {
    const answer = JSON.stringify(await controls[pathname](await read(request)));
    response.writeHead(200, { "Content-Type": "application/json" }).end(answer);
    return;
  }
  counts[pathname] = (counts[pathname] ?? 0) + 1;
  if (lies.status[pathname]) response.writeHead(lies.status[pathname]).end();
  else if (pathname === "/.well-known/openid-configuration") merged(request, response, lies.discovery);
  else if (pathname === "/jwks" && lies.jwks) merged(request, response, lies.jwks);
  else service.requestHandler(request, response);
});

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  await renew(url);
  process.stdout.write(`${JSON.stringify({ url })}\n`);
});

// Whoever holds our input open has us end with it, however it ends.
if (process.env.LEASHED) process.stdin.on("end", () => process.exit(0)).resume();
