/** The simplest client of FRONTEND_INTEGRATION.md, in a browser, at each of the three doors for sockets. */
import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "./fixtures";
import { PASSWORD, settle } from "./support/stage";

const GUIDE = readFileSync(path.join(import.meta.dirname, "../../FRONTEND_INTEGRATION.md"), "utf8");
const CLIENT = /^```js simple\.js\n(.*?)^```$/ms.exec(GUIDE)?.[1] ?? "";

declare global {
  interface Window {
    follow: (address: string, token: string, show: (frame: { type: string }) => void, first: object[]) => void;
    heard: string[];
  }
}

test("twenty lines of JavaScript are told what happens", async ({ page, context }) => {
  const { owner, organization } = await settle(context);
  await page.goto("/inbox");
  await page.evaluate(CLIENT.replace(/^.*export /s, "window.follow = "));
  await page.evaluate(
    async ({ email, password, doors }) => {
      const answer = await fetch("/api/auth/login/", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ email, password }),
      });
      const { tokens } = await answer.json();
      window.heard = [];
      for (const [door, first] of doors) {
        const address = `${location.origin.replace("http", "ws")}${door}`;
        window.follow(address, tokens.access, ({ type }) => window.heard.push(`${door} ${type}`), first);
      }
    },
    {
      email: owner.email,
      password: PASSWORD,
      doors: [
        ["/ws/notifications/", []],
        [`/ws/events/${organization.id}/`, []],
        ["/ws/chat/", [{ type: "join", room: "general" }, { type: "message", room: "general", text: "hello", cid: crypto.randomUUID() }]],
      ] as [string, object[]][],
    },
  );
  const heard = () => page.evaluate(() => window.heard);
  await expect.poll(heard).toEqual(expect.arrayContaining(["/ws/notifications/ welcome", "/ws/chat/ join", "/ws/chat/ ok", "/ws/chat/ message"]));
  await owner.start(organization, "Another");
  await expect.poll(heard).toContain(`/ws/events/${organization.id}/ event`);
});
