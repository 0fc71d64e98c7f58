import { describe, expect, it } from "vitest";

import { loginPath, paths, readItem, readRoute, safeNext } from "./routes";

describe("reading the address", () => {
  it.each([
    ["/", { org: "", project: "", env: "", section: "" }],
    ["/inbox/preferences", { org: "", project: "", env: "", section: "inbox" }],
    ["/orgs/acme", { org: "acme", project: "", env: "", section: "" }],
    ["/orgs/acme/members", { org: "acme", project: "", env: "", section: "members" }],
    ["/orgs/acme/projects", { org: "acme", project: "", env: "", section: "projects" }],
    ["/orgs/acme/projects/api", { org: "acme", project: "api", env: "", section: "" }],
    ["/orgs/acme/projects/api/settings", { org: "acme", project: "api", env: "", section: "settings" }],
    ["/orgs/acme/projects/api/envs/prod", { org: "acme", project: "api", env: "prod", section: "" }],
    ["/orgs/acme/projects/api/envs/prod/timeline/", { org: "acme", project: "api", env: "prod", section: "timeline" }],
    ["/orgs/%E0%A4%A", { org: "%E0%A4%A", project: "", env: "", section: "" }],
  ])("%s", (path, route) => expect(readRoute(path)).toEqual(route));

  it("reads back what was built", () => {
    expect(readItem(paths.room("a b", "c/d", 7).split("?")[0] ?? "")).toBe("c/d");
    expect([readItem("/orgs/acme/chat"), readItem("/inbox/a/b/c")]).toEqual(["", ""]);
    expect(readRoute(paths.timeline("a b", "c/d", "é"))).toEqual({ org: "a b", project: "c/d", env: "é", section: "timeline" });
  });
});

describe("where to go after signing in", () => {
  it.each(["/orgs/acme?tab=x", "/inbox"])("goes to our own page %s", (next) => expect(safeNext(next)).toBe(next));
  it.each([null, "", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\nb", "evil"])(
    "goes home instead of to %j",
    (next) => expect(safeNext(next)).toBe("/"),
  );
  it("keeps the way back through the sign-in page", () => {
    expect(loginPath("/orgs/a?x=1")).toBe("/login?next=%2Forgs%2Fa%3Fx%3D1");
    expect(loginPath("/")).toBe("/login");
  });
});
