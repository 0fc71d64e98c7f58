import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { presence } from "@/lib/presence";
import { session } from "@/lib/session/browser";
import { makeUser } from "@/testing/make";

import { api, respond } from "./client";
import { Problem } from "./problem";

interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

describe("the door to the API", () => {
  let calls: Call[];
  let answer: (call: Call) => Response | Promise<Response>;
  const user = makeUser();
  const tokens = (access: string) => ({ access, token_type: "Bearer", expires_in: 3600 });
  const told = () => calls.map(({ method, url }) => `${method} ${url}`);

  beforeEach(() => {
    calls = [];
    answer = () => json(200, { ok: true });
    vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
      const call = { method: init.method ?? "GET", url, headers: init.headers as Record<string, string>, body: init.body as string | undefined };
      calls.push(call);
      return answer(call);
    });
    session.signIn({ user, tokens: tokens("first") });
  });
  afterEach(() => {
    session.end();
    vi.unstubAllGlobals();
  });

  it("sends the token, never the cookie's marker, and only the query that has a value", async () => {
    await api.get("/api/x/", { query: { a: 1, b: "", c: null, d: undefined, e: false } });
    expect(told()).toEqual(["GET /api/x/?a=1&e=false"]);
    expect(calls[0]?.headers).toMatchObject({ Authorization: "Bearer first" });
    expect(calls[0]?.headers).not.toHaveProperty("X-KeyNest-Client");
  });

  it("marks calls of the refresh cookie, and asks for one only where one is wanted", async () => {
    await api.post("/api/auth/login/", {}, { anonymous: true, cookie: "set" });
    await api.post("/api/auth/logout/", {}, { anonymous: true, cookie: "use" });
    expect(told()).toEqual(["POST /api/auth/login/?cookie=1", "POST /api/auth/logout/"]);
    for (const { headers } of calls) {
      expect(headers).toMatchObject({ "X-KeyNest-Client": "web" });
      expect(headers).not.toHaveProperty("Authorization");
    }
  });

  it("renews a refused token once and repeats the request with its body", async () => {
    answer = ({ url, headers }) => {
      if (url.startsWith("/api/auth/token/refresh/")) return json(200, tokens("second"));
      return headers.Authorization === "Bearer second" ? json(200, { saved: true }) : json(401, { code: "token_expired" });
    };
    expect(await api.post("/api/x/", { value: 1 })).toEqual({ saved: true });
    expect(told()).toEqual(["POST /api/x/", "POST /api/auth/token/refresh/?cookie=1", "POST /api/x/"]);
    expect(calls[2]?.body).toBe('{"value":1}');
  });

  it("does not go round in circles when the new token is refused too", async () => {
    answer = ({ url }) => (url.startsWith("/api/auth/token/refresh/") ? json(200, tokens("second")) : json(401, { code: "token_revoked" }));
    await expect(api.get("/api/x/")).rejects.toMatchObject({ status: 401 });
    expect(calls).toHaveLength(3);
  });

  it("waits out a session that ended mid-work and then sends what was waiting", async () => {
    let over = true;
    answer = ({ headers }) => (over ? json(401, { code: "token_revoked" }) : json(200, { as: headers.Authorization }));
    const saving = api.post<{ as: string }>("/api/x/", { draft: true });
    await vi.waitFor(() => expect(session.current().status).toBe("expired"));
    over = false;
    session.signIn({ user, tokens: tokens("again") });
    expect(await saving).toEqual({ as: "Bearer again" });
  });

  it("never sends one person's waiting work as another person", async () => {
    answer = () => json(401, { code: "token_revoked" });
    const saving = api.post("/api/x/", { draft: true }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(session.current().status).toBe("expired"));
    const before = calls.length;
    session.signIn({ user: makeUser({ email: "grace@example.com" }), tokens: tokens("hers") });
    expect(await saving).toBeInstanceOf(Problem);
    expect(calls).toHaveLength(before);
  });

  it("explains problems, a dead network, and an empty answer", async () => {
    answer = () => json(404, { code: "not_found", detail: "No such thing." });
    await expect(api.get("/api/x/")).rejects.toMatchObject({ code: "not_found", message: "No such thing." });
    answer = () => Promise.reject(new TypeError("Failed to fetch"));
    await expect(api.get("/api/x/")).rejects.toMatchObject({ code: "offline", status: 0 });
    answer = () => new Response(null, { status: 204 });
    expect(await api.delete("/api/x/")).toBeUndefined();
  });

  describe("where the owner has to prove once more that it is they", () => {
    const wanting = () => json(403, { code: "reauthentication_required", methods: ["password"] });
    let proven = false;
    let unmount = () => undefined as void;

    beforeEach(() => {
      proven = false;
      answer = () => (proven ? json(200, { removed: true }) : wanting());
      const stop = presence.subscribe(() => undefined);
      unmount = () => void stop();
    });
    afterEach(() => unmount());

    it("asks once for all requests that wait, and repeats each of them once", async () => {
      const both = Promise.all([api.post("/api/x/", { value: 1 }), api.delete("/api/y/")]);
      await vi.waitFor(() => expect(calls).toHaveLength(2));
      await vi.waitFor(() => expect(presence.asked()).toEqual(["password"]));
      proven = true;
      presence.answer(true);
      expect(await both).toEqual([{ removed: true }, { removed: true }]);
      expect(told()).toEqual(["POST /api/x/", "DELETE /api/y/", "POST /api/x/", "DELETE /api/y/"]);
      expect(calls[2]?.body).toBe('{"value":1}');
    });

    it("gives up quietly when the owner does", async () => {
      const saving = api.post("/api/x/").catch((error: unknown) => error);
      await vi.waitFor(() => expect(presence.asked()).toEqual(["password"]));
      presence.answer(false);
      expect(await saving).toMatchObject({ code: "declined" });
      expect(calls).toHaveLength(1);
    });

    it("asks once only, however often the server refuses", async () => {
      const saving = api.post("/api/x/").catch((error: unknown) => error);
      await vi.waitFor(() => expect(presence.asked()).toEqual(["password"]));
      presence.answer(true);
      expect(await saving).toMatchObject({ code: "reauthentication_required" });
      expect(calls).toHaveLength(2);
    });

    it("never repeats one person's request as another person", async () => {
      const saving = api.post("/api/x/").catch((error: unknown) => error);
      await vi.waitFor(() => expect(presence.asked()).toEqual(["password"]));
      session.signIn({ user: makeUser({ email: "grace@example.com" }), tokens: tokens("hers") });
      presence.answer(true);
      expect(await saving).toMatchObject({ code: "declined" });
      expect(calls).toHaveLength(1);
    });

    it("asks nobody where nobody can answer, and lets go of whoever waits when the page closes", async () => {
      const waiting = api.post("/api/x/").catch((error: unknown) => error);
      await vi.waitFor(() => expect(presence.asked()).toEqual(["password"]));
      unmount();
      expect(await waiting).toMatchObject({ code: "declined" });
      await expect(api.post("/api/x/")).rejects.toMatchObject({ code: "reauthentication_required" });
    });
  });

  it("passes an abort on as what it is", async () => {
    const abort = new AbortController();
    answer = () => {
      abort.abort();
      return Promise.reject(new DOMException("Aborted", "AbortError"));
    };
    await expect(respond("GET", "/api/x/", { signal: abort.signal })).rejects.toThrow("Aborted");
  });
});
