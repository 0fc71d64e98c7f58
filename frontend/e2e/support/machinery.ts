/** Trouble behind the scenes, on purpose: a worker of one's own that is killed, and mail that its server refuses. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";

import { PASSWORD, send } from "./stage";

const BACKEND = path.resolve(import.meta.dirname, "../../../backend");
const CELERY = ["-W", "ignore", "-m", "celery", "--quiet", "-A", "KeyNest", "worker", "--pool", "threads", "--concurrency", "1"];
const ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"];

/** A second worker, on the queue that nobody waits for: what it leaves undone is missed by no other journey. */
export function hireWorker(): ChildProcess {
  return spawn(path.join(BACKEND, ".venv/bin/python"), [...CELERY, "--queues", "heavy", ...ALONE], { cwd: BACKEND, stdio: "ignore" });
}

/** A registration whose mail the inbox refuses for good, or for now; the answer is its address. */
export async function registerRefused(how: "no-such-mailbox" | "try-later"): Promise<string> {
  const email = `${how}-${randomUUID().slice(0, 8)}@example.com`;
  await send("POST", "/api/auth/register/", { email, password: PASSWORD, first_name: "Nobody" });
  return email;
}
