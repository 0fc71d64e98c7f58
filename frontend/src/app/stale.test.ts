import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { changesOwner } from "@/features/account/live";
import type { StreamFrame } from "@/lib/live/frames";

import { staleBy } from "./(app)/_shell/stale";

const event = (verb: string, s = "o:1"): StreamFrame => ({ type: "event", s, seq: 1, data: { verb } });
const keys = (frame: StreamFrame) => staleBy(frame).map((key) => key.join(" "));

describe("what an event makes stale", () => {
  it("reaches variables, projects and the log when a variable is set", () => {
    expect(keys(event("vault.variable.set"))).toEqual(["org 1 projects", "org 1 vault", "org 1 audit"]);
  });
  it("reaches people, invitations and the list of organizations when a member changes", () => {
    const all = ["me organizations", "org 1 members", "org 1 invitations", "org 1 audit"];
    expect(keys(event("tenancy.member.joined"))).toEqual(expect.arrayContaining(all));
  });
  it("reaches the inbox when a notification comes, or is read elsewhere", () => {
    expect(keys({ type: "notification", s: "u:1", seq: 1, data: {} })).toEqual(["me notifications"]);
    expect(keys({ type: "read", s: "u:1" })).toEqual(["me notifications"]);
    expect(keys({ type: "read", s: "r:1" })).toEqual([]);
  });
  it("reaches letters, or defaults, when an admin changes them", () => {
    expect(keys(event("branding.template.changed"))).toEqual(["org 1 mail", "org 1 audit"]);
    expect(keys(event("notifications.defaults.changed"))).toEqual(["org 1 notification-defaults", "me notification-preferences", "org 1 audit"]);
  });
  it("reaches no organization but its own", () => {
    for (const key of keys(event("vault.variable.set"))) expect(key).toMatch(/^org 1 /);
    expect(keys(event("vault.variable.set", "a:1"))).toEqual([]);
  });
  it("reaches the account's pages when something happens to it elsewhere", () => {
    expect(keys(event("authentication.session.started", "a:1"))).toEqual(["me sessions"]);
    expect(keys(event("authentication.identity.linked", "a:1"))).toEqual(["me identities"]);
  });
});

/** Events that change nothing that any page shows, or that another way tells of; each with the reason. */
const SEEN_NOWHERE: Readonly<Record<string, string>> = {
  "audit.log.exported": "a line of the log",
  "audit.reads.anchored": "a line of the log",
  "authentication.account.activated": "comes before the first sign-in",
  "authentication.account.deleted": "ends every session",
  "authentication.account.disabled": "ends every session",
  "authentication.account.enabled": "nobody is signed in",
  "authentication.account.locked": "no page shows it",
  "authentication.account.registered": "nobody is signed in",
  "authentication.account.registered_again": "nobody is signed in",
  "authentication.presence.confirmed": "no page shows it",
  "authentication.secrets.resealed": "no page shows it",
  "authentication.signing_key.made": "no page shows it",
  "authentication.signing_key.retired": "no page shows it",
  "chat.member.addressed": "a notification, and a frame of the room",
  "chat.member.mentioned": "a notification, and a frame of the room",
  "chat.message.removed": "a frame of the room",
  "sharing.own_link.opened": "a notification",
  "vault.data_key.added": "a line of the log",
  "vault.data_key.rotated": "a line of the log",
  "vault.master_key.rotated": "a line of the log",
  "vault.value.held": "a line of the log",
};

describe("every event of the catalogue", () => {
  const verbs = [...readFileSync("../docs/events.md", "utf8").matchAll(/^\| `([a-z_.]+)` \| (.+?) \|/gm)].map(([, verb = "", seenBy = ""]) => ({ verb, own: /owner/.test(seenBy) }));

  it.each(verbs)("$verb reaches a page, or is known to reach none", ({ verb, own }) => {
    const reached = own ? staleBy(event(verb, "a:1")).length > 0 || changesOwner({ verb }) : keys(event(verb)).some((key) => key !== "org 1 audit");
    expect([reached, verb in SEEN_NOWHERE]).toEqual([reached, !reached]);
  });

  it("exists, if it is said to reach none", () => {
    const known = new Set(verbs.map(({ verb }) => verb));
    expect(known.size).toBeGreaterThan(60);
    expect(Object.keys(SEEN_NOWHERE).filter((verb) => !known.has(verb))).toEqual([]);
  });
});
