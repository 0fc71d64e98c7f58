import { beforeEach, describe, expect, it, vi } from "vitest";

import type { AccessToken, User } from "@/lib/api/types";
import { makeUser } from "@/testing/make";

import { Session, type SessionPorts } from "./session";

/** Tabs of one browser: messages reach the others, never the sender; locks are taken in turn. */
class Browser {
  now = 1_000_000;
  hinted = true;
  drafts = false;
  refreshes = 0;
  user: User | null = makeUser();
  failing: Error | null = null;
  gate: Promise<void> = Promise.resolve();
  private tabs: EventTarget[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  tab(): Session {
    const own = new EventTarget();
    this.tabs.push(own);
    const ports: SessionPorts = {
      refresh: () => this.refresh(),
      profile: async () => this.user ?? makeUser(),
      exclusive: (work) => {
        const mine = this.turn.then(work, work);
        this.turn = mine.catch(() => undefined);
        return mine;
      },
      channel: {
        addEventListener: own.addEventListener.bind(own),
        postMessage: (data: unknown) => {
          for (const tab of this.tabs) if (tab !== own) tab.dispatchEvent(new MessageEvent("message", { data }));
        },
      },
      hint: { get: () => this.hinted, set: (on) => (this.hinted = on) },
      unsaved: () => this.drafts,
      now: () => this.now,
    };
    return new Session(ports);
  }

  private async refresh(): Promise<AccessToken | null> {
    this.refreshes += 1;
    await this.gate;
    if (this.failing) throw this.failing;
    return this.user ? { access: `access-${this.refreshes}`, token_type: "Bearer", expires_in: 3600 } : null;
  }
}

describe("the session of a browser", () => {
  let browser: Browser;
  beforeEach(() => {
    browser = new Browser();
  });

  it("asks the server nothing for a visitor without the hint", async () => {
    browser.hinted = false;
    const session = browser.tab();
    await session.start();
    expect(session.current().status).toBe("signed-out");
    expect(browser.refreshes).toBe(0);
  });

  it("resumes from the cookie", async () => {
    const session = browser.tab();
    await session.start();
    expect(session.current()).toMatchObject({ status: "signed-in", user: { email: "ada@example.com" } });
    expect(await session.access()).toBe("access-1");
  });

  it("starts once however many ask", async () => {
    const session = browser.tab();
    await Promise.all([session.start(), session.start(), session.start()]);
    expect(browser.refreshes).toBe(1);
  });

  it("is signed out when the cookie is worth nothing, and forgets the hint", async () => {
    browser.user = null;
    const session = browser.tab();
    await session.start();
    expect(session.current().status).toBe("signed-out");
    expect(browser.hinted).toBe(false);
  });

  it("can be asked again after the network was down", async () => {
    const session = browser.tab();
    browser.failing = new Error("offline");
    await expect(session.start()).rejects.toThrow("offline");
    expect(session.current().status).toBe("unknown");
    browser.failing = null;
    await session.start();
    expect(session.current().status).toBe("signed-in");
  });

  it("renews early rather than sending a dying token", async () => {
    const session = browser.tab();
    await session.start();
    browser.now += 3600_000 - 10_000;
    expect(await session.access()).toBe("access-2");
  });

  it("renews once for many requests refused at the same time", async () => {
    const session = browser.tab();
    await session.start();
    const tokens = await Promise.all([session.replace("access-1"), session.replace("access-1"), session.replace("access-1")]);
    expect(new Set(tokens)).toEqual(new Set(["access-2"]));
    expect(browser.refreshes).toBe(2);
  });

  it("hands out the newer token to a request that was refused with an older one", async () => {
    const session = browser.tab();
    await session.start();
    await session.replace("access-1");
    expect(await session.replace("access-1")).toBe("access-2");
    expect(browser.refreshes).toBe(2);
  });

  it("refreshes once for two tabs that need it at the same moment", async () => {
    const [first, second] = [browser.tab(), browser.tab()];
    await first.start();
    await second.start();
    const before = browser.refreshes;
    browser.now += 3600_000;
    const [a, b] = await Promise.all([first.access(), second.access()]);
    expect(a).toBe(b);
    expect(browser.refreshes).toBe(before + 1);
  });

  it("expires without losing who was there when the server ends the session", async () => {
    const session = browser.tab();
    await session.start();
    browser.user = null;
    expect(await session.replace("access-1")).toBeNull();
    expect(session.current()).toMatchObject({ status: "expired", user: { email: "ada@example.com" } });
  });

  it("does not ask again and again while expired", async () => {
    const session = browser.tab();
    await session.start();
    browser.user = null;
    await session.replace("access-1");
    const before = browser.refreshes;
    expect(await session.replace(null)).toBeNull();
    expect(await session.access()).toBeNull();
    expect(browser.refreshes).toBe(before);
  });

  it("lets waiting requests go on after signing in again", async () => {
    const user = browser.user ?? makeUser();
    const session = browser.tab();
    await session.start();
    browser.user = null;
    await session.replace("access-1");
    const waiting = session.settled();
    session.signIn({ user, tokens: { access: "again", token_type: "Bearer", expires_in: 3600 } });
    expect(await waiting).toBe(true);
    expect(await session.access()).toBe("again");
  });

  it("tells waiting requests when their owner signs out instead", async () => {
    const session = browser.tab();
    await session.start();
    browser.user = null;
    await session.replace("access-1");
    const waiting = session.settled();
    session.end();
    expect(await waiting).toBe(false);
  });

  it("signs out in every tab", async () => {
    const [first, second] = [browser.tab(), browser.tab()];
    await first.start();
    await second.start();
    first.end();
    expect(second.current().status).toBe("signed-out");
    expect(await second.access()).toBeNull();
  });

  it("revives an expired tab when the same person signs in in another", async () => {
    const user = browser.user ?? makeUser();
    const [first, second] = [browser.tab(), browser.tab()];
    await first.start();
    await second.start();
    browser.user = null;
    await first.replace(await first.access());
    expect(first.current().status).toBe("expired");
    second.signIn({ user, tokens: { access: "again", token_type: "Bearer", expires_in: 3600 } });
    expect(first.current().status).toBe("signed-in");
    expect(await first.access()).toBe("again");
  });

  it("turns into the other person when somebody else signs in in another tab", async () => {
    const [first, second] = [browser.tab(), browser.tab()];
    await first.start();
    await second.start();
    const grace = makeUser({ email: "grace@example.com" });
    browser.user = grace;
    second.signIn({ user: grace, tokens: { access: "hers", token_type: "Bearer", expires_in: 3600 } });
    await vi.waitFor(() => expect(first.current()).toMatchObject({ status: "signed-in", user: { email: "grace@example.com" } }));
  });

  it("keeps unsaved work of the one before until they say so, when somebody else signs in in another tab", async () => {
    const ada = browser.user;
    const [first, second] = [browser.tab(), browser.tab()];
    await first.start();
    await second.start();
    browser.drafts = true;
    browser.user = makeUser({ email: "grace@example.com" });
    second.signIn({ user: browser.user, tokens: { access: "hers", token_type: "Bearer", expires_in: 3600 } });
    const before = browser.refreshes;
    expect(first.current()).toEqual({ status: "expired", user: ada, replaced: true });
    expect(await first.access()).toBeNull();
    expect(browser.refreshes).toBe(before);
    first.giveWay();
    await vi.waitFor(() => expect(first.current()).toMatchObject({ status: "signed-in", user: { email: "grace@example.com" } }));
  });

  it("keeps unsaved work when somebody else answers the question for its owner in this very tab", async () => {
    const session = browser.tab();
    await session.start();
    browser.user = null;
    await session.replace("access-1");
    browser.drafts = true;
    browser.user = makeUser({ email: "grace@example.com" });
    session.signIn({ user: browser.user, tokens: { access: "hers", token_type: "Bearer", expires_in: 3600 } });
    expect(session.current()).toMatchObject({ status: "expired", user: { email: "ada@example.com" }, replaced: true });
    expect(await session.access()).toBeNull();
    session.giveWay();
    await vi.waitFor(() => expect(session.current()).toMatchObject({ status: "signed-in", user: { email: "grace@example.com" } }));
  });

  it("lets a tab wait for its owner while another one finds the cookie worth nothing", async () => {
    const first = browser.tab();
    await first.start();
    browser.user = null;
    await first.replace(await first.access());
    const second = browser.tab();
    await second.start();
    expect(second.current().status).toBe("signed-out");
    expect(first.current().status).toBe("expired");
  });

  it("keeps the profile of nobody but its own user", async () => {
    const session = browser.tab();
    await session.start();
    session.updateUser(makeUser({ email: "stranger@example.com" }));
    expect(session.current().user?.email).toBe("ada@example.com");
  });
});
