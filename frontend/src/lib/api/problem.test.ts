import { describe, expect, it } from "vitest";

import { explain, isProblem, offline, Problem, problemOf } from "./problem";
import { nextCursor } from "./pages";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });

describe("problems of the API", () => {
  it("carry code, detail, request id and further members", async () => {
    const problem = await problemOf(
      answer(409, { code: "stale_version", detail: "Changed.", request_id: "r-1", conflicts: [{ name: "A" }] }),
    );
    expect(problem).toMatchObject({ status: 409, code: "stale_version", message: "Changed.", requestId: "r-1" });
    expect(problem.extra.conflicts).toEqual([{ name: "A" }]);
  });

  it("know how long to wait", async () => {
    const problem = await problemOf(answer(429, { code: "rate_limited", detail: "Slow down." }, { "Retry-After": "17" }));
    expect(problem.retryAfter).toBe(17);
    expect(explain(problem)).toContain("17 s");
  });

  it("make do with a proxy's HTML page", async () => {
    const problem = await problemOf(answer(502, "<html>Bad gateway", { "X-Request-ID": "r-2" }));
    expect(problem).toMatchObject({ code: "unavailable", requestId: "r-2" });
    expect(explain(problem)).toMatch(/restarting/);
  });

  it("name the first fault of an invalid body", () => {
    const problem = new Problem(400, "invalid", "Invalid.", null, [{ field: "name", code: "required", message: "Give it a name." }]);
    expect(explain(problem)).toBe("Give it a name.");
    expect(problem.fault("name")?.code).toBe("required");
  });

  it("are told apart from other errors", () => {
    expect(isProblem(offline(), "offline", "not_found")).toBe(true);
    expect(isProblem(offline(), "not_found")).toBe(false);
    expect(isProblem(new Error("x"))).toBe(false);
    expect(explain(new Error("internal detail"))).not.toContain("internal detail");
  });
});

describe("cursor pages", () => {
  it("find the next cursor in an address or know the end", () => {
    expect(nextCursor({ next: "http://host/api/x/?limit=5&cursor=abc%3D" })).toBe("abc=");
    expect(nextCursor({ next: "/api/x/?cursor=k" })).toBe("k");
    expect(nextCursor({ next: null })).toBeNull();
  });
});
