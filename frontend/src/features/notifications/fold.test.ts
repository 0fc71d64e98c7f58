import { describe, expect, it } from "vitest";

import type { Notification } from "@/lib/api/types";

import { fold } from "./fold";

let count = 0;
const row = (over: Partial<Notification> = {}): Notification => ({
  id: `n${(count += 1)}`,
  seq: count,
  kind: "variables.changed",
  organization: { id: "acme", name: "Acme", slug: "acme" },
  title: `title ${count}`,
  body: "",
  url: "/orgs/acme/projects/shop/envs/development",
  created_at: "2026-11-21T09:00:00Z",
  read_at: null,
  actor: null,
  ...over,
});

describe("folding", () => {
  it("puts what is of one kind and about one thing into the line of its newest", () => {
    const [a, b, c, d] = [row(), row({ url: "/orgs/acme/projects/shop/envs/production" }), row({ read_at: "2026-11-21T09:01:00Z" }), row()];
    const lines = fold([a, b, c, d]);
    expect(lines.map(({ all }) => all)).toEqual([[a, c, d], [b]]);
    expect(lines[0]?.latest).toBe(a);
    expect(lines[0]?.unread).toEqual([a, d]);
  });

  it("keeps kinds, organizations and pages apart, and no more than that", () => {
    const other = { id: "other", name: "Other", slug: "other" };
    expect(fold([row(), row({ organization: other }), row({ kind: "project.created" }), row({ organization: null })])).toHaveLength(4);
    expect(fold([row({ url: "/orgs/acme/chat/1?message=2" }), row({ url: "/orgs/acme/chat/1#end" })])).toHaveLength(1);
  });

  it("never folds what somebody may have to act on", () => {
    for (const kind of ["security.new_sign_in", "invitation.received"] as const) {
      expect(fold([row({ kind, organization: null, url: "/account/sessions" }), row({ kind, organization: null, url: "/account/sessions" })])).toHaveLength(2);
    }
  });

  it("keeps the name of a line while more comes, so that what was opened stays open", () => {
    const list = [row()];
    expect(fold([row(), ...list])[0]?.key).toBe(fold(list)[0]?.key);
  });
});
