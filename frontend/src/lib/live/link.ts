/**
 * The connection itself: opened with a fresh ticket, watched, and opened again by the rules of REALTIME 2.5 and 2.6.
 * It knows frames by their type only; what they mean is the business of `live.ts`.
 */
import { backoff, type Clock, Timer } from "./clock";
import { cursor, type LiveFrame, parse, type Position } from "./frames";
import { type Renew, Tokens } from "./tokens";

export type LiveStatus = "connecting" | "live" | "reconnecting" | "offline" | "polling" | "refused" | "closed";

export type SocketLike = Pick<WebSocket, "send" | "close" | "addEventListener">;

export interface LinkPorts extends Clock {
  /** A fresh one-time ticket; rejects while the session or the network is down. */
  ticket(): Promise<string>;
  /** `own` is where the user's own stream goes on, which the server joins by itself. */
  open(ticket: string, own: { since?: number; epoch?: string }): SocketLike;
  token: Renew;
  /** Whether an error means that nothing can be reached at all. */
  isOffline(error: unknown): boolean;
}

export interface LinkEvents {
  frame(frame: LiveFrame): void;
  down(): void;
  status(status: LiveStatus): void;
  own(): Position;
}

const OPENING_LIMIT_MS = 10_000;
const QUIET_LIMIT_MS = 70_000; // the server pings every 25 s
const PROBE_LIMIT_MS = 5_000;
const STEADY_MS = 60_000;
const TRIES_BEFORE_POLLING = 3;
const NO_PONG = 4201;

/** What a close code asks for: a new token first, an end, a return at once, or one after a pause. */
function asks(code: number): "token" | "end" | "at once" | "pause" {
  if (code === 4001) return "token";
  if (code >= 4000 && code < 4100) return "end";
  return code >= 4200 && code < 4300 ? "at once" : "pause";
}

export class Link {
  status: LiveStatus = "closed";
  private socket: SocketLike | null = null;
  private wanted = false;
  private welcomedAt: number | null = null;
  /** Since a connection last stood for a minute: the pauses grow with them, and a refused token is renewed but once. */
  private failures = 0;
  private refusals = 0;
  /** How often in a row the server never spoke although it can be reached: something on the way lets no socket through. */
  private unheard = 0;
  private advised: number | null = null;
  private readonly tokens: Tokens;
  private readonly again: Timer;
  private readonly quiet: Timer;

  constructor(
    private readonly ports: LinkPorts,
    private readonly events: LinkEvents,
  ) {
    this.tokens = new Tokens(ports.token);
    this.again = new Timer(ports, () => void this.connect());
    this.quiet = new Timer(ports, () => this.giveUp());
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.failures = this.refusals = this.unheard = 0;
    this.advised = null;
    this.tokens.forget();
    this.become("connecting");
    void this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.detach()?.close(1000);
    this.become("closed");
  }

  send(frame: Record<string, unknown>): boolean {
    if (!this.socket || this.welcomedAt === null) return false;
    try {
      this.socket.send(JSON.stringify(frame));
      return true;
    } catch {
      return false; // the close event that follows reconnects
    }
  }

  /** The network came or went, or the tab is looked at again: neither sit out a long pause nor trust an old socket. */
  nudge(): void {
    if (this.send({ type: "ping", t: this.ports.now() })) this.quiet.set(PROBE_LIMIT_MS);
    else if (this.again.isSet) this.again.set(this.ports.random() * 1_000);
  }

  private async connect(): Promise<void> {
    try {
      const ticket = await this.ports.ticket();
      if (!this.wanted || this.socket) return;
      if (this.status === "offline") this.become(this.waiting());
      this.attach(this.ports.open(ticket, cursor(this.events.own())));
    } catch (error) {
      this.retry(error);
    }
  }

  private attach(socket: SocketLike): void {
    this.socket = socket;
    const isOurs = () => this.socket === socket;
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => isOurs() && this.receive(data));
    socket.addEventListener("close", ({ code }) => isOurs() && this.closed(code));
    this.quiet.set(OPENING_LIMIT_MS);
  }

  private detach(): SocketLike | null {
    const socket = this.socket;
    this.socket = null;
    this.again.clear();
    this.quiet.clear();
    if (this.welcomedAt !== null && this.ports.now() - this.welcomedAt >= STEADY_MS) this.failures = this.refusals = 0;
    this.welcomedAt = null;
    if (socket) this.events.down();
    return socket;
  }

  private receive(data: string): void {
    const frame = parse(data);
    this.unheard = 0;
    if (frame?.type === "welcome") this.welcomedAt = this.ports.now();
    if (this.welcomedAt !== null) this.quiet.set(QUIET_LIMIT_MS);
    if (!frame) return;
    if (frame.type === "welcome") this.become("live");
    if (frame.type === "reconnect") this.advised = typeof frame.after_ms === "number" ? frame.after_ms : null;
    else if (frame.type === "token_expiring") void this.renew();
    else this.events.frame(frame);
  }

  private async renew(): Promise<void> {
    const token = await this.tokens.next().catch(() => null); // it asks again before it closes
    if (token) this.send({ type: "auth", token });
  }

  /** The peer says nothing: it is as good as gone. */
  private giveUp(): void {
    if (this.welcomedAt === null) this.unheard += 1;
    this.detach()?.close(NO_PONG);
    this.retry();
  }

  private closed(code: number): void {
    if (code >= 4000) this.unheard = 0;
    else if (this.welcomedAt === null) this.unheard += 1;
    this.detach();
    const next = asks(code);
    if (next === "end" || (next === "token" && this.refusals > 0)) this.end();
    else if (next === "token") void this.comeBack();
    else if (next === "at once" && this.failures === 0) this.retry(null, 0);
    else this.retry();
  }

  /** The token was refused: once more, with another one. */
  private async comeBack(): Promise<void> {
    this.refusals += 1;
    this.become("reconnecting");
    await this.tokens.fresh().then((token) => (token ? this.retry(null, 0) : this.end()), (error) => this.retry(error));
  }

  private end(): void {
    if (this.wanted) this.become("refused");
    this.wanted = false;
  }

  private retry(error: unknown = null, pause = this.advised): void {
    if (!this.wanted || this.again.isSet) return;
    this.failures += 1;
    this.advised = null;
    this.become(this.ports.isOffline(error) ? "offline" : this.waiting());
    this.again.set(pause ?? backoff(this.failures, this.ports.random));
  }

  private waiting(): LiveStatus {
    return this.unheard >= TRIES_BEFORE_POLLING ? "polling" : "reconnecting";
  }

  private become(status: LiveStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.events.status(status);
  }
}
