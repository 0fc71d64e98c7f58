import { describe, expect, it } from "vitest";

import type { StreamFrame } from "@/lib/live/frames";

import { staleBy } from "./(app)/_shell/stale";

const event = (verb: string): StreamFrame => ({ type: "event", s: "o:1", seq: 1, data: { verb } });
const keys = (frame: StreamFrame) => staleBy(frame).map((key) => key.join(" "));

describe("what an event makes stale", () => {
  it("reaches variables, projects and the log when a variable is set", () => {
    expect(keys(event("vault.variable.set"))).toEqual(["org 1 projects", "org 1 vault", "org 1 audit"]);
  });
  it("reaches people, invitations and the list of organizations when a member changes", () => {
    expect(keys(event("tenancy.member.joined"))).toEqual(["me organizations", "org 1 members", "org 1 invitations", "org 1 audit"]);
  });
  it("reaches the inbox when a notification comes", () => {
    expect(keys({ type: "notification", s: "u:1", seq: 1, data: {} })).toEqual(["me notifications"]);
  });
  it("reaches letters, or defaults, when an admin changes them", () => {
    expect(keys(event("branding.template.changed"))).toEqual(["org 1 mail", "org 1 audit"]);
    expect(keys(event("notifications.defaults.changed"))).toEqual(["org 1 notification-defaults", "me notification-preferences", "org 1 audit"]);
  });
  it("reaches no organization but its own", () => {
    for (const key of keys(event("vault.variable.set"))) expect(key).toMatch(/^org 1 /);
  });
});
