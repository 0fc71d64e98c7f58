import { describe, expect, it } from "vitest";

import type { Figures, Job, Lane, WebProcess, WorkerProcess } from "@/lib/api/types";

import { judge } from "./health";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const worker = (over: Partial<WorkerProcess> = {}): WorkerProcess => ({
  name: "host:1:a",
  queues: ["default", "mail", "heavy"],
  threads: 6,
  started_at: before(3_600),
  seen_at: before(4),
  alive: true,
  delivered: 0,
  failed: 0,
  ...over,
});

const lane = (over: Partial<Lane> = {}): Lane => ({
  kind: "mail",
  priority: "normal",
  waiting: 1,
  held: 0,
  due: 1,
  delayed: 0,
  oldest_waiting_at: before(5),
  ...over,
});

const job = (over: Partial<Job> = {}): Job => ({
  name: "kernel.purge",
  label: "Clear away what is old",
  every_seconds: 3_600,
  outcome: "done",
  worker: "host:1:a",
  started_at: before(60),
  finished_at: before(60),
  milliseconds: 12,
  succeeded_at: before(60),
  runs: 3,
  failures: 0,
  error: "",
  late: false,
  ...over,
});

const node = (over: Partial<WebProcess> = {}): WebProcess => ({
  node: "host:9:a",
  started_at: before(3_600),
  seen_at: before(4),
  connections: 12,
  waiting: 0,
  most: 1_000,
  streams: 8,
  bus_up: true,
  bus_ms: 3,
  lag_ms: 2,
  behind: 0,
  gaps: 0,
  ...over,
});

const figures = (over: Partial<Figures> = {}): Figures => ({
  queues: ["default", "mail", "heavy"].map((name) => ({ name, waiting: 0 })),
  lanes: [],
  rate: { minute: { delivered: 0, failed: 0 }, hour: { delivered: 12, failed: 0 } },
  workers: [worker()],
  sockets: { nodes: [node()] },
  jobs: [job()],
  broker: "ok",
  mail: { host: "smtp.example.com", last_accepted_at: before(10), failures: [] },
  dead: 0,
  suppressed: 0,
  ...over,
});

const found = (over: Partial<Figures>) => {
  const { tone, troubles } = judge(figures(over), NOW);
  return { tone, troubles: troubles.map(({ id, tone, href }) => ({ id, tone, href })) };
};

describe("the verdict", () => {
  it("is one plain sentence when all is well", () => {
    expect(judge(figures(), NOW)).toMatchObject({
      tone: "ok",
      title: "All is well",
      text: "One worker is alive, nothing waits, 12 messages delivered in the last hour.",
      troubles: [],
    });
    expect(judge(figures({ lanes: [lane({ waiting: 3 })] }), NOW).text).toContain("3 messages on the way");
  });

  it("is broken where nobody works, or a queue is nobody's, or the broker is away", () => {
    expect(found({ workers: [] }).tone).toBe("danger");
    expect(found({ workers: [worker({ queues: ["default"] })] }).troubles.map(({ id }) => id)).toEqual(["queue mail", "queue heavy"]);
    expect(found({ broker: "away" })).toMatchObject({ tone: "danger", troubles: [{ id: "broker" }] });
  });

  it("tells of a worker that was killed, while that is news", () => {
    const silent = (seconds: number) => found({ workers: [worker(), worker({ name: "gone", alive: false, seen_at: before(seconds) })] });
    expect(silent(120)).toEqual({ tone: "warn", troubles: [{ id: "gone", tone: "warn", href: "#workers" }] });
    expect(silent(7_200).tone).toBe("ok");
  });

  it("has less patience with what somebody waits for", () => {
    const waits = (over: Partial<Lane>) => found({ lanes: [lane(over)] });
    expect(waits({ priority: "urgent", oldest_waiting_at: before(90) }).tone).toBe("danger");
    expect(waits({ priority: "normal", oldest_waiting_at: before(90) }).tone).toBe("ok");
    expect(waits({ priority: "normal", oldest_waiting_at: before(900) }).tone).toBe("warn");
    expect(waits({ priority: "bulk", oldest_waiting_at: before(900) }).tone).toBe("ok");
    expect(waits({ priority: "urgent", oldest_waiting_at: null }).tone).toBe("ok");
  });

  it("tells a choosy mailbox from a mail server that takes nothing", () => {
    const putOff = (waited: number, accepted: number | null) =>
      found({
        lanes: [lane({ priority: "urgent", due: 0, delayed: 1, oldest_waiting_at: before(waited) })],
        mail: { host: "smtp", last_accepted_at: accepted === null ? null : before(accepted), failures: [] },
      }).tone;
    expect(putOff(120, null)).toBe("warn");
    expect(putOff(900, 30)).toBe("warn");
    expect(putOff(900, 1_800)).toBe("danger");
    expect(putOff(900, null)).toBe("danger");
  });

  it("leads to dead letters, to late jobs and to failed ones", () => {
    expect(found({ dead: 2 }).troubles).toEqual([{ id: "dead", tone: "warn", href: "/instance/outbox?state=dead" }]);
    expect(found({ jobs: [job({ late: true }), job({ name: "other", outcome: "failed" }), job({ name: "fine" })] }).troubles).toHaveLength(2);
  });

  it("names why mail is put off, as long as that is fresh", () => {
    const failing = (seconds: number) => figures({ mail: { host: "smtp", last_accepted_at: null, failures: [{ reason: "451 4.7.1", count: 3, last_at: before(seconds) }] } });
    expect(judge(failing(30), NOW).troubles[0]?.text).toBe("Mail is put off: 451 4.7.1.");
    expect(judge(failing(3_600), NOW).tone).toBe("ok");
  });

  it("puts the worst first", () => {
    expect(found({ dead: 1, workers: [] }).troubles.map(({ tone }) => tone)).toEqual(["danger", "warn"]);
  });

  it.each([
    ["the bus is down", { bus_up: false }, /ten seconds late.+host:9:a/],
    ["the event loop is late", { lag_ms: 800 }, /host:9:a wait/],
    ["a process is nearly full", { connections: 900 }, /host:9:a takes hardly any more/],
  ])("wants a look at live updates when %s", (_, over, text) => {
    const { tone, troubles } = judge(figures({ sockets: { nodes: [node(over), node({ node: "other" })] } }), NOW);
    expect([tone, troubles.length, troubles[0]?.href]).toEqual(["warn", 1, "#sockets"]);
    expect(troubles[0]?.text).toMatch(text);
  });

  it("is content with a process that nobody has opened a socket to", () => {
    expect(found({ sockets: { nodes: [node({ bus_up: null, bus_ms: null, lag_ms: null, most: null, connections: 0 })] } })).toEqual({ tone: "ok", troubles: [] });
  });
});
