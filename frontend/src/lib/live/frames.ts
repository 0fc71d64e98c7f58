/** What comes over a socket or a long poll: JSON objects with a `type`; those of a stream name it in `s`. */

export interface LiveFrame {
  type: string;
  s?: string;
  /** Its number in its stream; what has none may get lost (typing, presence, receipts). */
  seq?: number;
  /** The `id` of the frame of ours that this answers. */
  ref?: string;
  [member: string]: unknown;
}

export interface StreamFrame extends LiveFrame {
  s: string;
}

/** Where somebody stands in a stream. */
export interface Position {
  epoch: string | null;
  last: number | null;
}

/** An answer that refuses what was asked, or why none came: `timeout`, `disconnected`. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    readonly code: string,
    message: string,
    readonly retryMs: number | null = null,
    /** The whole frame, for what some codes add. */
    readonly frame: LiveFrame | null = null,
  ) {
    super(message);
  }
}

export function parse(text: string): LiveFrame | null {
  try {
    const frame: unknown = JSON.parse(text);
    const fits = typeof frame === "object" && frame !== null && "type" in frame && typeof frame.type === "string";
    return fits ? (frame as LiveFrame) : null;
  } catch {
    return null;
  }
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const whole = (value: unknown): number => (typeof value === "number" ? value : 0);

/** `since` and `epoch`, for who has a place to go on from. */
export function cursor({ last, epoch }: Position): { since?: number; epoch?: string } {
  return last === null || !epoch ? {} : { since: last, epoch };
}
