/**
 * The one WebSocket of a tab (REALTIME 2): joins streams, resumes them where it left off, notices gaps, reconnects
 * with full jitter. It only says *what happened*; data is fetched again by REST.
 */
import { Streams, type StreamFrame } from "./streams";

export type LiveStatus = "connecting" | "live" | "reconnecting" | "polling" | "refused" | "closed";

export interface SocketLike {
  send(text: string): void;
  close(code?: number): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

export interface LivePorts {
  /** A fresh one-time ticket; rejects while the session or the network is down. */
  ticket(): Promise<string>;
  open(ticket: string): SocketLike;
  random(): number;
  setTimeout(work: () => void, ms: number): number;
  clearTimeout(handle: number): void;
}

export interface LiveListener {
  frame(frame: StreamFrame): void;
  /** Frames of this stream were lost: reload what it feeds. */
  stale(stream: string): void;
  /** The right to follow this stream was taken away. */
  lost?(stream: string): void;
}

interface Frame {
  type: string;
  s?: string;
  seq?: number;
  head?: number;
  epoch?: string;
  resumed?: boolean;
  data?: unknown;
  heads?: Record<string, number>;
  t?: number;
  streams?: { s: string; epoch: string; head: number; resumed: boolean }[];
  reason?: string;
  after_ms?: number;
}

const QUIET_LIMIT_MS = 70_000; // the server pings every 25 s
const GAP_PATIENCE_MS = 300;
const TRIES_BEFORE_POLLING = 3;
const MAX_BACKOFF_MS = 30_000;
const UNAUTHORIZED = 4001;
const FORBIDDEN = 4003;

export class LiveSocket {
  private socket: SocketLike | null = null;
  private readonly streams = new Streams();
  private listeners = new Set<LiveListener>();
  private watchers = new Set<() => void>();
  private state: LiveStatus = "closed";
  private failures = 0;
  private refusals = 0;
  private timer: number | null = null;
  private quiet: number | null = null;
  private wanted = false;
  private nextDelay: number | null = null;

  constructor(private readonly ports: LivePorts) {}

  readonly status = (): LiveStatus => this.state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  listen(listener: LiveListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.failures = 0;
    this.refusals = 0;
    this.become("connecting");
    void this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.clear();
    this.detach()?.close(1000);
    for (const stream of this.streams.names()) this.streams.leave(stream);
    this.become("closed");
  }

  /** The network is back or the tab is looked at again: do not sit out a long pause. */
  nudge(): void {
    if (this.timer === null) return;
    this.ports.clearTimeout(this.timer);
    this.timer = null;
    void this.connect();
  }

  join(stream: string): void {
    const position = this.streams.join(stream);
    if (this.state === "live") this.send({ type: "join", s: stream, ...cursor(position) });
  }

  leave(stream: string): void {
    this.streams.leave(stream);
    if (this.state === "live") this.send({ type: "leave", s: stream });
  }

  private async connect(): Promise<void> {
    try {
      const ticket = await this.ports.ticket();
      if (!this.wanted || this.socket) return;
      this.attach(this.ports.open(ticket));
    } catch {
      this.retry();
    }
  }

  private attach(socket: SocketLike): void {
    this.socket = socket;
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = (event) => this.closed(event.code);
    this.watchQuiet();
  }

  private detach(): SocketLike | null {
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
    }
    return socket;
  }

  private receive(text: string): void {
    this.watchQuiet();
    const frame = parse(text);
    if (!frame) return;
    if (frame.type === "welcome") this.welcome(frame);
    else if (frame.type === "join" && frame.s) this.place(frame.s, frame);
    else if (frame.type === "ping") this.ping(frame);
    else if (frame.type === "resync" && frame.s) this.resync(frame.s, frame);
    else if (frame.type === "left" && frame.s && frame.reason !== "asked") this.lose(frame.s);
    else if (frame.type === "reconnect") this.nextDelay = frame.after_ms ?? null;
    else if (frame.type === "event" || frame.type === "notification") this.take(frame as StreamFrame);
    // A number that holds nothing for us (our role may not see it): it only says that none was lost.
    else if (frame.type === "skip" && frame.s) this.streams.receive(frame.s, frame.seq ?? 0);
  }

  private welcome(frame: Frame): void {
    this.failures = 0;
    this.refusals = 0;
    this.become("live");
    const own = new Set<string>();
    for (const stream of frame.streams ?? []) {
      own.add(stream.s);
      this.place(stream.s, stream);
    }
    for (const name of this.streams.names()) {
      const position = this.streams.join(name);
      // A stream that the server joins by itself comes without our cursor; ask again from where we were.
      if (!own.has(name)) this.send({ type: "join", s: name, ...cursor(position) });
    }
  }

  private place(stream: string, frame: { epoch?: string; head?: number; resumed?: boolean }): void {
    const lost = this.streams.welcome(stream, frame.epoch ?? "", frame.head ?? 0, frame.resumed ?? false);
    if (lost) this.tellStale(stream);
  }

  private ping(frame: Frame): void {
    this.send({ type: "pong", t: frame.t });
    for (const stream of this.streams.behind(frame.heads ?? {})) this.catchUp(stream);
  }

  private take(frame: StreamFrame): void {
    const verdict = this.streams.receive(frame.s, frame.seq);
    if (verdict === "apply") for (const listener of [...this.listeners]) listener.frame(frame);
    if (verdict === "gap") this.catchUp(frame.s);
  }

  /** Frames may only be late; after a moment ask for everything since the last one that was applied. */
  private catchUp(stream: string): void {
    const before = this.streams.join(stream).last;
    this.ports.setTimeout(() => {
      const position = this.streams.join(stream);
      if (position.last === before && this.state === "live") this.send({ type: "join", s: stream, ...cursor(position) });
    }, GAP_PATIENCE_MS);
  }

  private resync(stream: string, frame: Frame): void {
    this.streams.reset(stream, frame.head ?? 0, frame.epoch);
    this.tellStale(stream);
  }

  /** The stream is not ours to follow any more: its followers look what is left to them. */
  private lose(stream: string): void {
    this.streams.leave(stream);
    for (const listener of [...this.listeners]) listener.lost?.(stream);
  }

  private tellStale(stream: string): void {
    for (const listener of [...this.listeners]) listener.stale(stream);
  }

  private closed(code: number): void {
    this.detach();
    this.clear();
    if (!this.wanted) return;
    if (code === UNAUTHORIZED) this.refusals += 1;
    if (code === FORBIDDEN || this.refusals > 1 || (code > 4001 && code < 4100)) {
      this.wanted = false;
      this.become("refused");
      return;
    }
    this.retry();
  }

  private retry(): void {
    if (!this.wanted || this.timer !== null) return;
    this.failures += 1;
    this.become(this.failures >= TRIES_BEFORE_POLLING ? "polling" : "reconnecting");
    const most = Math.min(MAX_BACKOFF_MS, 500 * 2 ** this.failures);
    const delay = this.nextDelay ?? this.ports.random() * most;
    this.nextDelay = null;
    this.timer = this.ports.setTimeout(() => {
      this.timer = null;
      void this.connect();
    }, delay);
  }

  /** A half-open connection says nothing for ever: give it up. */
  private watchQuiet(): void {
    if (this.quiet !== null) this.ports.clearTimeout(this.quiet);
    this.quiet = this.ports.setTimeout(() => {
      this.detach()?.close(4201);
      this.retry();
    }, QUIET_LIMIT_MS);
  }

  private clear(): void {
    if (this.timer !== null) this.ports.clearTimeout(this.timer);
    if (this.quiet !== null) this.ports.clearTimeout(this.quiet);
    this.timer = null;
    this.quiet = null;
  }

  private send(frame: Record<string, unknown>): void {
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {
      // The close event that follows reconnects.
    }
  }

  private become(status: LiveStatus): void {
    if (this.state === status) return;
    this.state = status;
    for (const watcher of [...this.watchers]) watcher();
  }
}

function cursor(position: { last: number | null; epoch: string | null }): { since?: number; epoch?: string } {
  return position.last === null || !position.epoch ? {} : { since: position.last, epoch: position.epoch };
}

function parse(text: string): Frame | null {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
