/**
 * Everything live in this tab, over one connection (REALTIME 2): streams that pages follow, each of which goes on where
 * it left off; questions with their answers; and long polls where no socket can be opened.
 */
import { Answers } from "./answers";
import { Following } from "./following";
import { type LiveFrame, type Position, Refusal, type StreamFrame } from "./frames";
import { Link, type LinkPorts, type LiveStatus } from "./link";
import type { StreamListener } from "./listeners";
import { Polling, type PollingPorts } from "./polling";

export type LivePorts = LinkPorts & PollingPorts;

const ANSWER_MS = 10_000;

export class Live {
  private readonly answers: Answers;
  private readonly following: Following;
  private readonly link: Link;
  private readonly polling: Polling;
  private readonly watchers = new Set<() => void>();

  constructor(ports: LivePorts) {
    this.answers = new Answers(ports);
    this.following = new Following({
      ...ports,
      isLive: () => this.status() === "live",
      send: (frame) => this.send(frame),
      tell: (frame) => this.tell(frame),
    });
    this.link = new Link(ports, {
      frame: (frame) => this.receive(frame),
      down: () => this.down(),
      status: (status) => this.turned(status),
      own: () => this.following.ownPosition(),
    });
    this.polling = new Polling(ports, this.following);
  }

  readonly status = (): LiveStatus => this.link.status;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  start(): void {
    this.link.start();
  }

  /** Nobody is signed in any more. */
  stop(): void {
    this.link.stop();
    this.following.forget();
  }

  nudge(): void {
    this.link.nudge();
  }

  /** Follows a stream: from now, or from where a page's data was read. Each `join` wants its `leave`. */
  join(stream: string, at?: Position): void {
    if (this.following.join(stream, at)) this.polling.look();
  }

  leave(stream: string): void {
    this.following.leave(stream);
  }

  follows(stream: string): boolean {
    return this.following.has(stream);
  }

  /** Hears one stream, or with `*` all of them; hearing is not following. */
  listen(stream: string, listener: StreamListener): () => void {
    return this.following.listeners.add(stream, listener);
  }

  onFrame(stream: string, handler: (frame: StreamFrame) => void): () => void {
    return this.listen(stream, { frame: handler });
  }

  /** Asks, and waits for the answer (`ok`, `history`, …). Rejects with a `Refusal`. */
  send(frame: LiveFrame, ms = ANSWER_MS): Promise<LiveFrame> {
    if (this.status() !== "live") return Promise.reject(new Refusal("disconnected", "There is no live connection."));
    const { id, answer } = this.answers.expect(ms);
    this.link.send({ ...frame, id });
    return answer;
  }

  /** Says something that nobody answers and that may get lost: typing, presence, what was read. */
  tell(frame: LiveFrame): boolean {
    return this.link.send(frame);
  }

  private receive(frame: LiveFrame): void {
    if (frame.type === "welcome") this.following.welcome((frame.streams ?? []) as StreamFrame[]);
    else if (frame.type === "ping") this.ping(frame);
    else if (frame.s && (frame.ref === undefined || frame.type === "join")) this.following.take(frame as StreamFrame);
    if (frame.ref !== undefined) this.answers.settle(frame);
  }

  private ping({ t, heads }: LiveFrame): void {
    this.tell({ type: "pong", t });
    this.following.compare((heads ?? {}) as Record<string, number>);
  }

  private down(): void {
    this.following.pause();
    this.answers.disconnected();
  }

  private turned(status: LiveStatus): void {
    if (status === "polling") this.polling.start();
    else this.polling.stop();
    for (const watcher of [...this.watchers]) watcher();
  }
}
