// What section 4 of the guide promises, held against a running origin. The wire is real; faults are added in front of it.
import assert from "node:assert/strict";
import { KeyNest, Problem } from "./keynest.js";

const { ORIGIN, EMAIL, PASSWORD } = process.env;
const sent = [];
let fault = null; // (url, init) => Response | undefined, or throws; used once

async function fetching(url, init) {
  sent.push({ path: url.slice(ORIGIN.length), method: init.method, headers: new Headers(init.headers) });
  const doing = fault;
  return (await doing?.(url, init)) ?? fetch(url, init);
}
const count = (path) => sent.filter((each) => each.path.startsWith(path)).length;
const once = (work) => { fault = (...given) => { fault = null; return work(...given); }; };
const spoiled = (url, init) => fetch(url, { ...init, headers: { ...init.headers, Authorization: "Bearer spoiled" } });
const lost = async (url, init) => { await fetch(url, init); throw new TypeError("fetch failed"); };

let stored = null;
const client = new KeyNest(ORIGIN, { keep: (token) => { stored = token; }, fetch: fetching });

// Errors carry code and fields.
await assert.rejects(client.login(EMAIL, "wrong"), (problem) => problem instanceof Problem && problem.code === "invalid_credentials");
assert.equal((await client.login(EMAIL, PASSWORD)).email, EMAIL);
const first = stored;
await assert.rejects(client.create("/api/core/organizations/", { nonsense: 1 }), (problem) => {
  assert.deepEqual(problem.errors.map(({ field }) => field).sort(), ["name", "nonsense"]);
  return problem.status === 400 && Boolean(problem.requestId);
});

// 401: of five requests at once one refreshes, all are repeated.
let spoilt = 0;
fault = (url, init) => (url.includes("/organizations/") && spoilt++ < 5 ? spoiled(url, init) : undefined);
const lists = await Promise.all(Array.from({ length: 5 }, (_, n) => client.get(`/api/core/organizations/?limit=${n + 1}`)));
fault = null;
assert.ok(lists.every(({ results }) => results[0].name === "Acme"));
assert.equal(count("/api/auth/token/refresh/"), 1);
assert.notEqual(stored, first);

// A refresh whose answer was lost is sent again, and gives the same successor.
const organization = lists[0].results[0].id;
const again = new KeyNest(ORIGIN, { refresh: stored, keep: (token) => { stored = token; }, fetch: fetching });
once(lost);
await again.get("/api/auth/profile/");
assert.equal(count("/api/auth/token/refresh/"), 3);

// A create whose answer was lost creates once.
once(lost);
const project = await again.create("/api/core/projects/", { organization, name: "Shop" });
const { results } = await again.get(`/api/core/projects/?organization=${organization}`);
assert.deepEqual(results.map(({ id }) => id), [project.id]);

// What may not be repeated is not.
const tries = count("/api/auth/ws-ticket/");
once(lost);
await assert.rejects(again.post("/api/auth/ws-ticket/"), TypeError);
assert.equal(count("/api/auth/ws-ticket/"), tries + 1);

// An unchanged environment is answered from memory, a changed one is not.
const environment = project.environments[0].id;
const values = `/api/core/environments/${environment}/values/`;
await again.create("/api/core/variables/", { environment, name: "GREETING", value: "hello" });
const read = await again.get(values);
assert.deepEqual(read.variables, { GREETING: "hello" });
assert.equal(await again.get(values), read);
assert.equal(sent.at(-1).headers.get("If-None-Match"), `"${read.revision}"`);
await again.create("/api/core/variables/", { environment, name: "PARTING", value: "bye" });
assert.deepEqual(Object.keys((await again.get(values)).variables), ["GREETING", "PARTING"]);

// 429: the client waits as long as it is told. The limit of this origin is 2 in 2 s, so on a slow day it takes some calls.
let calls = 0;
while (count("/api/auth/token/verify/") === calls && calls < 30) {
  calls += 1;
  assert.deepEqual(await again.post("/api/auth/token/verify/", { token: stored }), { active: true });
}
assert.ok(count("/api/auth/token/verify/") > calls);

// Cookie mode: the refresh token is never in an answer; the cookie goes with the header of our own pages.
let cookie = "";
const jar = new Map();
async function browser(url, init) {
  const response = await fetching(url, { ...init, headers: { ...init.headers, Cookie: cookie } });
  for (const set of response.headers.getSetCookie()) {
    assert.match(set, /HttpOnly/);
    assert.match(set, /SameSite=Strict/);
    const [name, value] = set.split(";")[0].split("=");
    jar.set(name, value);
    cookie = [...jar].map((pair) => pair.join("=")).join("; ");
  }
  if (url.includes("login") || url.includes("refresh")) assert.doesNotMatch(await response.clone().text(), /"refresh"/);
  return response;
}
const page = new KeyNest(ORIGIN, { cookie: true, fetch: browser });
await page.login(EMAIL, PASSWORD);
const before = cookie;
const reloaded = new KeyNest(ORIGIN, { cookie: true, fetch: browser });
assert.equal((await reloaded.get("/api/auth/profile/")).email, EMAIL);
assert.notEqual(cookie, before);

// Signing out ends it.
const ended = stored;
await again.logout();
assert.equal(stored, null);
await assert.rejects(new KeyNest(ORIGIN, { refresh: ended }).get("/api/auth/profile/"), { code: "token_revoked" });
await reloaded.logout();
await assert.rejects(reloaded.get("/api/auth/profile/"), { status: 401 });

console.log("held");
process.exit(0);
