/** Is it well? What an operator would find by reading all figures, said in sentences, the worst first. */
import type { Figures, Priority, WebProcess } from "@/lib/api/types";
import { plural } from "@/lib/text";

import { inOutbox } from "./filters";
import { kindLabel, lasting, PRIORITIES, secondsSince } from "./words";

export type Tone = "ok" | "warn" | "danger";

export interface Trouble {
  id: string;
  tone: "warn" | "danger";
  text: string;
  /** Where there is more about it, and something to do. */
  href: string;
  link: string;
}

export interface Verdict {
  tone: Tone;
  title: string;
  text: string;
  troubles: Trouble[];
}

/** For so long it may wait before somebody should ask why. */
const PATIENCE_SECONDS: Record<Priority, number> = { urgent: 60, normal: 600, bulk: 3_600 };
/** Beyond these, people wait for what should come at once, or are sent away. */
const LATE_LOOP_MS = 500;
const NEARLY_FULL = 0.9;
/** A worker that fell silent longer ago has been replaced, or is missed by what it does not do. */
const RECENTLY_SECONDS = 900;

export function judge(figures: Figures, now: number): Verdict {
  const found = [...ofWorkers(figures, now), ...ofLanes(figures, now), ...ofMail(figures, now), ...ofSockets(figures), ...ofJobs(figures)];
  const broken = found.filter(({ tone }) => tone === "danger");
  const troubles = [...broken, ...found.filter(({ tone }) => tone === "warn")];
  if (broken.length > 0) {
    const text = broken.length === 1 ? "One thing is broken." : `${broken.length} things are broken.`;
    return { tone: "danger", title: "It is not well", text: `${text} Nothing is lost: what can't leave now waits in the outbox.`, troubles };
  }
  if (troubles.length > 0) {
    const text = troubles.length === 1 ? "Mail leaves, but one thing wants a look." : `Mail leaves, but ${troubles.length} things want a look.`;
    return { tone: "warn", title: "It works, with trouble", text, troubles };
  }
  return { tone: "ok", title: "All is well", text: calm(figures), troubles };
}

function calm({ workers, lanes, rate }: Figures): string {
  const alive = workers.filter((worker) => worker.alive).length;
  const waiting = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  const left = rate.hour.delivered > 0 ? `${plural(rate.hour.delivered, "message")} delivered in the last hour` : "a quiet hour";
  return `${alive === 1 ? "One worker is" : `${alive} workers are`} alive, ${waiting > 0 ? `${plural(waiting, "message")} on the way` : "nothing waits"}, ${left}.`;
}

function ofWorkers({ workers, queues, broker }: Figures, now: number): Trouble[] {
  const troubles: Trouble[] = [];
  const note = (id: string, tone: Trouble["tone"], text: string) => troubles.push({ id, tone, text, href: "#workers", link: "See workers" });
  const alive = workers.filter((worker) => worker.alive);
  if (broker === "away") note("broker", "danger", "Redis does not answer: the workers hear of nothing new.");
  if (alive.length === 0) note("workers", "danger", "No worker is alive: nothing leaves this KeyNest.");
  else {
    const served = new Set(alive.flatMap((worker) => worker.queues));
    for (const { name } of queues) if (!served.has(name)) note(`queue ${name}`, "danger", `No worker takes from the queue “${name}”.`);
  }
  for (const worker of workers) {
    const silent = secondsSince(worker.seen_at, now);
    if (!worker.alive && silent < RECENTLY_SECONDS) note(worker.name, "warn", `A worker fell silent ${lasting(silent)} ago, without ending properly.`);
  }
  return troubles;
}

function ofLanes({ lanes, mail }: Figures, now: number): Trouble[] {
  return lanes.flatMap((lane) => {
    if (!lane.oldest_waiting_at) return [];
    const waited = secondsSince(lane.oldest_waiting_at, now);
    if (waited <= PATIENCE_SECONDS[lane.priority]) return [];
    // What was tried and comes later: one mailbox is choosy, or, when nobody gets mail any more, the server is away.
    const putOff = lane.kind === "mail" && lane.due === 0;
    const broken = lane.priority === "urgent" && (!putOff || (waited > PATIENCE_SECONDS.normal && !acceptedSince(mail, lane.oldest_waiting_at)));
    return {
      id: `${lane.kind} ${lane.priority}`,
      tone: broken ? ("danger" as const) : ("warn" as const),
      text: `${PRIORITIES[lane.priority].label} ${kindLabel(lane.kind).toLowerCase()}: the oldest has waited for ${lasting(waited)}${putOff ? ", put off by the mail server" : ""}.`,
      href: inOutbox({ state: "pending", kind: lane.kind }),
      link: "See what waits",
    };
  });
}

const acceptedSince = ({ last_accepted_at }: Figures["mail"], moment: string): boolean => last_accepted_at !== null && last_accepted_at > moment;

function ofMail({ dead, mail }: Figures, now: number): Trouble[] {
  if (dead > 0) {
    const text = `${plural(dead, "message was", "messages were")} given up, and ${dead === 1 ? "waits" : "wait"} for your decision.`;
    return [{ id: "dead", tone: "warn", text, href: inOutbox({ state: "dead" }), link: "Look at them" }];
  }
  const fresh = mail.failures.find(({ last_at }) => secondsSince(last_at, now) < PATIENCE_SECONDS.normal);
  if (!fresh) return [];
  return [{ id: "failures", tone: "warn", text: `Mail is put off: ${fresh.reason}.`, href: "#failures", link: "See why" }];
}

function ofSockets({ sockets: { nodes } }: Figures): Trouble[] {
  const some = (which: (node: WebProcess) => boolean, text: (names: string) => string): Trouble[] => {
    const names = nodes.filter(which).map(({ node }) => node);
    return names.length === 0 ? [] : [{ id: `sockets ${text("")}`, tone: "warn", text: text(names.join(", ")), href: "#sockets", link: "See live updates" }];
  };
  return [
    ...some((node) => node.bus_up === false, (names) => `Live updates come up to ten seconds late: the bus does not reach ${names}.`),
    ...some(({ lag_ms }) => (lag_ms ?? 0) > LATE_LOOP_MS, (names) => `All requests and sockets of ${names} wait: the event loop is late.`),
    ...some(({ connections, most }) => most !== null && connections >= most * NEARLY_FULL, (names) => `${names} takes hardly any more sockets.`),
  ];
}

function ofJobs({ jobs }: Figures): Trouble[] {
  return jobs
    .filter((job) => job.late || job.outcome === "failed")
    .map((job) => ({
      id: `job ${job.name}`,
      tone: "warn" as const,
      text: job.outcome === "failed" ? `The job “${job.label}” failed at its last run.` : `The job “${job.label}” is late.`,
      href: "#jobs",
      link: "See jobs",
    }));
}
