/** A server and a clock for tests of the live connection: sockets that say what they are told to, and time by hand. */
import { vi } from "vitest";

import { Live, type LivePorts } from "@/lib/live/live";
import type { Polled } from "@/lib/live/polling";

export class FakeSocket extends EventTarget {
  readonly sent: Record<string, unknown>[] = [];
  closedWith: number | null = null;

  constructor(
    readonly ticket: string,
    readonly own: { since?: number; epoch?: string },
  ) {
    super();
  }

  send(text: string): void {
    if (this.closedWith !== null) throw new Error("closed");
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(code = 1000): void {
    this.closedWith = code;
  }

  say(frame: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data: typeof frame === "string" ? frame : JSON.stringify(frame) }));
  }

  drop(code: number): void {
    this.closedWith = code;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }

  /** What was sent of this type, without the name of each question. */
  asked(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.type === type).map(({ id: _, ...frame }) => frame);
  }

  /** Answers the latest frame of a type. */
  answer(type: string, frame: Record<string, unknown>): void {
    const question = this.sent.filter((sent) => sent.type === type).at(-1);
    this.say({ ...frame, ref: question?.id });
  }
}

export class Offline extends Error {}
export class Forbidden extends Error {}

interface Poll {
  stream: string;
  query: object;
  signal: AbortSignal;
  resolve: (answer: Polled) => void;
  reject: (error: Error) => void;
}

/** A tab with its live connection, and the other end of the line. */
export class FakeLine {
  readonly sockets: FakeSocket[] = [];
  readonly polls: Poll[] = [];
  readonly tokens = ["a-1", "a-2", "a-3"];
  tickets = 0;
  network: "up" | "down" | "failing" = "up";
  chance = 1;

  readonly clock = {
    now: () => Date.now(),
    random: () => this.chance,
    setTimeout: (work: () => void, ms: number) => setTimeout(work, ms) as unknown as number,
    clearTimeout: (handle: number) => clearTimeout(handle),
  };

  readonly ports: LivePorts = {
    ...this.clock,
    ticket: async () => {
      this.tickets += 1;
      if (this.network === "down") throw new Offline();
      if (this.network === "failing") throw new Error("502");
      return `ticket-${this.tickets}`;
    },
    open: (ticket, own) => {
      this.sockets.push(new FakeSocket(ticket, own));
      return this.socket;
    },
    token: async (used) => {
      if (this.tokens[0] === used) this.tokens.shift();
      return this.tokens[0] ?? null;
    },
    poll: (stream, query, signal) =>
      new Promise((resolve, reject) => {
        this.polls.push({ stream, query, signal, resolve, reject });
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      }),
    isOffline: (error) => error instanceof Offline,
    isForbidden: (error) => error instanceof Forbidden,
  };

  readonly live = new Live(this.ports);

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  async pass(ms = 0): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** Opens, and is received. The own stream stands at 5. */
  async connect(): Promise<FakeSocket> {
    this.live.start();
    await this.pass();
    return this.welcome();
  }

  welcome(head = 5, resumed = false): FakeSocket {
    this.socket.say({ type: "welcome", hb: 25, streams: [{ s: "u:1", epoch: "e", head, resumed }] });
    return this.socket;
  }
}
