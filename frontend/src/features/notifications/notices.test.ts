import { beforeEach, describe, expect, it, vi } from "vitest";

import { isLookedAt, keepGaze } from "./gaze";
import { type Notice, Notices } from "./notices";
import { noticeState, switchNotices } from "./permission";
import { marked, markUnread } from "./unread-mark";

const notice = (id = "1"): Notice => ({ id, title: "Grace joined Acme", path: "/orgs/acme/members", topic: "member.joined" });

/** Tabs of one browser: what one posts all others hear a moment later; a claim lasts, whoever holds it. */
class Browser {
  readonly tabs: { notices: Notices; looksAt: string | null; shown: string[] }[] = [];
  allowed = true;
  private hearers: ((event: Event) => void)[] = [];
  private claims = new Set<string>();

  open(looksAt: string | null = null) {
    const mine: ((event: Event) => void)[] = [];
    const tab = { looksAt, shown: [] as string[], notices: null as unknown as Notices };
    tab.notices = new Notices({
      isAllowed: () => this.allowed,
      isLookedAt: async (path) => this.tabs.some(({ looksAt }) => looksAt === path),
      inOneTab: async (name, work) => {
        if (this.claims.has(name)) return;
        this.claims.add(name);
        await work();
        setTimeout(() => this.claims.delete(name), 1_000);
      },
      channel: {
        addEventListener: (_: string, hear: unknown) => {
          mine.push(hear as (event: Event) => void);
          this.hearers.push(hear as (event: Event) => void);
        },
        postMessage: (data: unknown) => {
          for (const hear of this.hearers) if (!mine.includes(hear)) setTimeout(() => hear(new MessageEvent("message", { data })), 1);
        },
      },
      show: ({ title }) => tab.shown.push(title),
    });
    this.tabs.push(tab);
    return tab;
  }

  async arrive(delays: number[], of = notice()): Promise<number> {
    this.tabs.forEach((tab, index) => setTimeout(() => void tab.notices.arrive(of), delays[index] ?? 0));
    await vi.advanceTimersByTimeAsync(60_000);
    return this.tabs.flatMap(({ shown }) => shown).length;
  }
}

describe("notices of the browser", () => {
  let browser: Browser;
  beforeEach(() => {
    vi.useFakeTimers();
    browser = new Browser();
    return () => vi.useRealTimers();
  });

  it.each([[[0, 0, 0]], [[0, 100, 350]], [[300, 0, 5_000]], [[0, 30_000, 59_000]]])("are shown once by three tabs, that learn of it after %j ms", async (delays) => {
    for (let count = 0; count < 3; count += 1) browser.open();
    expect(await browser.arrive(delays)).toBe(1);
  });

  it.each([[[0, 0]], [[0, 300]], [[300, 0]]])("are not shown while a tab shows the page, %j", async (delays) => {
    browser.open("/orgs/acme/members");
    browser.open();
    expect(await browser.arrive(delays)).toBe(0);
  });

  it("are shown while another page is looked at", async () => {
    browser.open("/orgs/acme");
    expect(await browser.arrive([0])).toBe(1);
  });

  it("are each shown, and again none of them", async () => {
    browser.open();
    expect(await browser.arrive([0], notice("1"))).toBe(1);
    expect(await browser.arrive([0], notice("2"))).toBe(2);
    expect(await browser.arrive([0], notice("1"))).toBe(2);
  });

  it("are not shown where they are switched off", async () => {
    browser.allowed = false;
    browser.open();
    expect(await browser.arrive([0])).toBe(0);
  });
});

describe("the gaze", () => {
  let held: Set<string>;
  beforeEach(() => {
    held = new Set();
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    const request = async (name: string, _: object, work: () => Promise<void>) => {
      held.add(name);
      await work();
      held.delete(name);
    };
    Object.defineProperty(navigator, "locks", { value: { request, query: async () => ({ held: [...held].map((name) => ({ name })) }) }, configurable: true });
    return () => vi.restoreAllMocks();
  });

  it("is known to all tabs while the tab is in view, whatever part of the page it is about", async () => {
    const here = window.location.pathname;
    const stop = keepGaze(here);
    expect(await isLookedAt(`${here}?message=3#end`)).toBe(true);
    expect(await isLookedAt("/elsewhere")).toBe(false);
    vi.mocked(document.hasFocus).mockReturnValue(false);
    window.dispatchEvent(new Event("blur"));
    await vi.waitFor(async () => expect(await isLookedAt(here)).toBe(false));
    vi.mocked(document.hasFocus).mockReturnValue(true);
    window.dispatchEvent(new Event("focus"));
    expect(await isLookedAt(here)).toBe(true);
    stop();
    await vi.waitFor(async () => expect(await isLookedAt(here)).toBe(false));
  });
});

describe("the permission", () => {
  const ask = vi.fn(async () => {
    Object.assign(window.Notification, { permission: "granted" });
    return "granted";
  });
  beforeEach(() => {
    localStorage.clear();
    ask.mockClear();
    vi.stubGlobal("Notification", { permission: "default", requestPermission: ask });
    vi.stubGlobal("isSecureContext", true);
    Object.defineProperty(navigator, "locks", { value: {}, configurable: true });
    return () => vi.unstubAllGlobals();
  });

  it("is asked for by the switch alone, and once", async () => {
    expect(noticeState("ada")).toBe("off");
    expect(ask).not.toHaveBeenCalled();
    expect(await switchNotices("ada", true)).toBe("on");
    expect(await switchNotices("ada", false)).toBe("off");
    expect(await switchNotices("ada", true)).toBe("on");
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("is each person's own wish", async () => {
    await switchNotices("ada", true);
    expect(noticeState("grace")).toBe("off");
  });

  it("counts for nothing once the browser refuses", async () => {
    await switchNotices("ada", true);
    Object.assign(window.Notification, { permission: "denied" });
    expect(noticeState("ada")).toBe("denied");
    expect(await switchNotices("ada", true)).toBe("denied");
  });

  it("can't be given over an open line", () => {
    vi.stubGlobal("isSecureContext", false);
    expect(noticeState("ada")).toBe("unsupported");
  });
});

describe("the mark on the tab", () => {
  it("stands before whatever title a page sets, and goes", async () => {
    document.head.innerHTML = '<title></title><link rel="icon" href="/icon.svg">';
    document.title = "Inbox · KeyNest";
    const off = markUnread(3);
    expect(document.title).toBe("(3) Inbox · KeyNest");
    expect(document.querySelector("link")?.getAttribute("href")).toBe("/icon-unread.svg");
    document.title = "Members · KeyNest";
    await vi.waitFor(() => expect(document.title).toBe("(3) Members · KeyNest"));
    off();
    expect(document.title).toBe("Members · KeyNest");
    expect(document.querySelector("link")?.getAttribute("href")).toBe("/icon.svg");
  });

  it("counts no further than anybody reads", () => {
    expect([marked("Inbox", 0), marked("(4) Inbox", 100), marked("(99+) Inbox", 1)]).toEqual(["Inbox", "(99+) Inbox", "(1) Inbox"]);
  });
});
