/** Numbered streams (REALTIME 2.1): decides for each frame whether it is next, old, or proof of a gap. */

export interface StreamFrame {
  type: "event" | "notification";
  s: string;
  seq: number;
  data: unknown;
}

export interface Position {
  epoch: string | null;
  last: number | null;
}

export type Verdict = "apply" | "ignore" | "gap";

export class Streams {
  private positions = new Map<string, Position>();

  join(stream: string): Position {
    const known = this.positions.get(stream);
    if (known) return known;
    const fresh: Position = { epoch: null, last: null };
    this.positions.set(stream, fresh);
    return fresh;
  }

  leave(stream: string): void {
    this.positions.delete(stream);
  }

  names(): string[] {
    return [...this.positions.keys()];
  }

  /**
   * The server told where a stream stands. True when it did not go on from where we were, and pages must look again:
   * at the first time too, since what they show may have been read before this head.
   */
  welcome(stream: string, epoch: string, head: number, resumed: boolean): boolean {
    const { last } = this.join(stream);
    const goesOn = resumed && last !== null;
    this.positions.set(stream, { epoch, last: goesOn ? last : head });
    return !goesOn;
  }

  receive(stream: string, seq: number): Verdict {
    const position = this.positions.get(stream);
    if (!position) return "ignore";
    if (position.last !== null && seq <= position.last) return "ignore";
    if (position.last !== null && seq > position.last + 1) return "gap";
    position.last = seq;
    return "apply";
  }

  /** Streams whose head the server has, and we do not. */
  behind(heads: Record<string, number>): string[] {
    return Object.entries(heads)
      .filter(([stream, head]) => {
        const last = this.positions.get(stream)?.last;
        return last !== null && last !== undefined && head > last;
      })
      .map(([stream]) => stream);
  }

  /** After a full reload by REST the stream goes on from this head. */
  reset(stream: string, head: number, epoch?: string): void {
    const position = this.join(stream);
    this.positions.set(stream, { epoch: epoch ?? position.epoch, last: head });
  }
}
