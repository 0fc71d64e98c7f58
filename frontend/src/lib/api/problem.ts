/** Errors of the API as one class: problem+json (RFC 9457) with our stable codes. */

export interface FieldFault {
  field: string | null;
  code: string;
  message: string;
}

interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  request_id?: string;
  errors?: FieldFault[];
  [extra: string]: unknown;
}

export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly requestId: string | null = null,
    readonly errors: FieldFault[] = [],
    readonly retryAfter: number | null = null,
    /** Further members of the body, for instance `conflicts` of a stale write. */
    readonly extra: Record<string, unknown> = {},
  ) {
    super(detail);
  }

  fault(field: string): FieldFault | undefined {
    return this.errors.find((error) => error.field === field);
  }
}

/** The browser could not reach the server at all. */
export function offline(): Problem {
  return new Problem(0, "offline", "KeyNest can't be reached. Check your connection and try again.");
}

const FALLBACK: Record<number, string> = {
  403: "You may not do this.",
  404: "This doesn't exist, or it isn't shared with you.",
  409: "Somebody else changed this in the meantime.",
  413: "This is more than the server accepts at once.",
  429: "Too many tries. Wait a moment.",
  500: "Something broke on our side.",
  502: "KeyNest is restarting. Try again in a moment.",
  503: "KeyNest is busy or restarting. Try again in a moment.",
};

function secondsUntilRetry(response: Response): number | null {
  const header = response.headers.get("Retry-After");
  const seconds = header === null ? Number.NaN : Number(header);
  return Number.isFinite(seconds) ? seconds : null;
}

export async function problemOf(response: Response): Promise<Problem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // A proxy's HTML page: the status says all we know.
  }
  return new Problem(
    response.status,
    body.code ?? (response.status >= 500 ? "unavailable" : "invalid"),
    body.detail ?? FALLBACK[response.status] ?? body.title ?? `The server answered ${response.status}.`,
    body.request_id ?? response.headers.get("X-Request-ID"),
    body.errors ?? [],
    secondsUntilRetry(response),
    body,
  );
}

export function isProblem(error: unknown, ...codes: string[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code));
}

/** One sentence for a toast or a banner. */
export function explain(error: unknown): string {
  if (!(error instanceof Problem)) return "Something went wrong. Try again.";
  if (error.code === "rate_limited" && error.retryAfter) return `Too many tries. Try again in ${error.retryAfter} s.`;
  const general = error.errors.find((fault) => fault.message);
  return general && error.code === "invalid" ? general.message : error.message;
}
