// What section 7 of the guide promises, held against a running origin: live, resumed after a break, complete, and refused once signed out.
import assert from "node:assert/strict";
import { KeyNest } from "./keynest.js";
import { Live } from "./live.js";

const { ORIGIN, EMAIL, PASSWORD } = process.env;
const sockets = [];
class Watched extends WebSocket {
  constructor(address) {
    super(address);
    sockets.push(this);
  }
}

async function until(condition, what) {
  for (let n = 0; n < 400 && !condition(); n += 1) await new Promise((resume) => setTimeout(resume, 25));
  assert.ok(condition(), what);
}

const client = new KeyNest(ORIGIN);
const me = await client.login(EMAIL, PASSWORD);
const organization = (await client.get("/api/core/organizations/")).results[0].id;
const stream = `o:${organization}`;
const seen = [];
const told = { reload: [], status: [] };
const handlers = {
  event: (frame) => seen.push(frame),
  reload: (name) => told.reload.push(name),
  status: (text) => told.status.push(text),
};
const address = ORIGIN.replace("http", "ws");
const live = new Live(client, address, handlers, { WebSocket: Watched });
const found = (name) => client.create("/api/core/projects/", { organization, name });
const names = () => seen.filter(({ data }) => data.verb === "vault.project.created").map(({ data }) => data.target.label);

live.join(stream);
live.start();
await until(() => live.places.every(([, { epoch }]) => epoch) && live.places.length === 2, "it stands on both streams");
assert.deepEqual(live.places.map(([name]) => name).sort(), [stream, `u:${me.id}`].sort());

await found("One");
await until(() => names().length === 1, "what happens is seen");

// The line breaks; what happened meanwhile comes, once and in order, on a new socket with a new ticket.
sockets.at(-1).close();
await found("Two");
await found("Three");
await until(() => names().length === 3, "what was missed is seen");
assert.deepEqual(names(), ["One", "Two", "Three"]);
assert.equal(sockets.length, 2);
assert.notEqual(sockets[0].url, sockets[1].url);
assert.deepEqual(told.reload, []);

// Another run goes on from where this one stood.
const places = live.places;
live.stop();
await found("Four");
const next = new Live(client, address, handlers, { places, WebSocket: Watched });
next.start();
await until(() => names().length === 4, "a later run resumes");
assert.equal(names()[3], "Four");
const numbers = seen.filter(({ s }) => s === stream).map(({ seq }) => seq);
assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b));

// A numbering that is not the server's any more: everything is to be reloaded, and it goes on from there.
next.stop();
const stale = new Live(client, address, handlers, { places: [[stream, { epoch: "another", last: 1 }]], WebSocket: Watched });
stale.start();
await until(() => told.reload.includes(stream), "it says what to reload");
await found("Five");
await until(() => names().length === 5, "and goes on");

// Signed out: closed with 4001, tried once more, then it stays away.
await client.logout();
await until(() => told.status.at(-1) === "refused", "it stays away");
const opened = sockets.length;
await new Promise((resume) => setTimeout(resume, 1500));
assert.equal(sockets.length, opened);

console.log("held");
process.exit(0);
