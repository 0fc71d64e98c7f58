/** The companies that this tab looks at, and what it tells of itself; each as long as somebody follows it. */
import { type Clock, Timer } from "@/lib/live/clock";
import type { StreamFrame } from "@/lib/live/frames";
import type { Live } from "@/lib/live/live";

import { after, type Company, UNKNOWN } from "./company";

export type PresenceLine = Pick<Live, "join" | "leave" | "listen" | "send" | "tell" | "status" | "watch">;

/** The server takes one a second. */
const PACE_MS = 1_100;
const ASK_AGAIN_MS = 1_500;
export const MOST_KEYS = 20;

interface Place {
  holders: number;
  company: Company;
  /** What is being edited here; null for who only looks. */
  editing: readonly string[] | null;
  told: string;
  toldAt: number;
  telling: Timer;
  asking: Timer;
  off: () => void;
}

const said = (stream: string, editing: readonly string[] | null) =>
  editing ? { type: "presence", s: stream, doing: "editing", keys: editing.slice(0, MOST_KEYS) } : { type: "presence", s: stream, doing: "looking" };

export class Companies {
  private readonly places = new Map<string, Place>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly line: PresenceLine,
    private readonly clock: Clock,
  ) {
    line.watch(() => this.turned());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (stream: string): Company => this.places.get(stream)?.company ?? UNKNOWN;

  /** Be there, and see who else is. Returns how to go. */
  follow(stream: string): () => void {
    const place = this.places.get(stream) ?? this.enter(stream);
    place.holders += 1;
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      place.holders -= 1;
      if (place.holders === 0) this.quit(stream, place);
    };
  }

  /** Which variables are being edited in this tab; null when none is. */
  edit(stream: string, names: readonly string[] | null): void {
    const place = this.places.get(stream);
    if (!place) return;
    place.editing = names;
    this.tell(stream, place);
  }

  private enter(stream: string): Place {
    const place: Place = {
      holders: 0,
      company: UNKNOWN,
      editing: null,
      told: JSON.stringify(said(stream, null)),
      toldAt: 0,
      telling: new Timer(this.clock, () => this.tell(stream, place)),
      asking: new Timer(this.clock, () => this.ask(stream, place)),
      off: this.line.listen(stream, {
        frame: (frame) => this.heard(stream, place, frame),
        lost: () => this.put(place, UNKNOWN),
      }),
    };
    this.places.set(stream, place);
    this.line.join(stream);
    this.ask(stream, place);
    return place;
  }

  private quit(stream: string, place: Place): void {
    this.places.delete(stream);
    place.telling.clear();
    place.asking.clear();
    place.off();
    this.line.leave(stream);
  }

  private heard(stream: string, place: Place, frame: StreamFrame): void {
    if (frame.type === "present") {
      place.asking.clear();
      // It is a new connection perhaps, of which nothing is known yet but that we look; or the old one, which knows more.
      if (place.told !== JSON.stringify(said(stream, null))) place.told = "";
      this.tell(stream, place);
    }
    this.put(place, after(place.company, frame));
  }

  private put(place: Place, company: Company): void {
    if (place.company === company) return;
    place.company = company;
    for (const listener of [...this.listeners]) listener();
  }

  private tell(stream: string, place: Place): void {
    const frame = said(stream, place.editing);
    const text = JSON.stringify(frame);
    if (text === place.told || place.telling.isSet) return;
    const wait = place.toldAt + PACE_MS - this.clock.now();
    if (wait > 0) place.telling.set(wait);
    else if (this.line.tell(frame)) [place.told, place.toldAt] = [text, this.clock.now()];
  }

  /** Streams that tell other things too say who is there only when asked; the question may come before the join. */
  private ask(stream: string, place: Place): void {
    if (stream.startsWith("e:") || this.line.status() !== "live") return;
    place.asking.set(ASK_AGAIN_MS);
    this.line.tell({ type: "presence", s: stream });
  }

  /** The connection came or went. What was known stays for a moment's break, not where there is no socket at all. */
  private turned(): void {
    const status = this.line.status();
    for (const [stream, place] of this.places) {
      if (status === "live") this.ask(stream, place);
      else place.asking.clear();
      if (status !== "live" && status !== "connecting" && status !== "reconnecting") this.put(place, UNKNOWN);
    }
  }
}
