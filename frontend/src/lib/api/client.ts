/**
 * One door to the API: adds the token, renews it once when refused, waits out a session that expired mid-work, and
 * has the owner prove once more that it is they, where the server asks for that.
 */
import { Declined, presence } from "@/lib/presence";
import { COOKIE_HEADERS, session } from "@/lib/session/browser";
import type { Session } from "@/lib/session/session";

import { isProblem, offline, Problem, problemOf } from "./problem";
import type { PresenceMethod } from "./types";

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  body?: unknown;
  query?: Query;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Endpoints of the refresh cookie: `set` wants one in the answer, `use` only shows that we are one of its pages. */
  cookie?: "set" | "use";
  /** Endpoints that need no account: no token is sent and a 401 is the caller's to explain. */
  anonymous?: boolean;
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

function url(path: string, { query, cookie }: RequestOptions): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  if (cookie === "set") search.set("cookie", "1");
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

function init(method: Method, options: RequestOptions, access: string | null): RequestInit {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (options.cookie) Object.assign(headers, COOKIE_HEADERS);
  if (access) headers.Authorization = `Bearer ${access}`;
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.body);
  }
  return { method, headers, body, signal: options.signal, credentials: "same-origin", cache: "no-store" };
}

async function send(method: Method, path: string, options: RequestOptions, access: string | null): Promise<Response> {
  try {
    return await globalThis.fetch(url(path, options), init(method, options, access));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw offline();
  }
}

export class SessionLost extends Problem {
  constructor() {
    super(401, "not_authenticated", "You are signed out.");
  }
}

/** A new token after a 401; a session that is over is waited for, as long as its owner takes to sign in again. */
async function renewed(using: Session, refused: string | null): Promise<string> {
  const owner = using.current().user?.id;
  const access = await using.replace(refused);
  if (access) return access;
  const back = await using.settled();
  const now = back && using.current().user?.id === owner ? await using.access() : null;
  if (!now) throw new SessionLost();
  return now;
}

async function attempt(method: Method, path: string, options: RequestOptions): Promise<Response> {
  let response: Response;
  if (options.anonymous) response = await send(method, path, options, null);
  else {
    await session.start();
    const access = (await session.access()) ?? (await renewed(session, null));
    response = await send(method, path, options, access);
    if (response.status === 401) response = await send(method, path, options, await renewed(session, access));
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function respond(method: Method, path: string, options: RequestOptions = {}): Promise<Response> {
  try {
    return await attempt(method, path, options);
  } catch (error) {
    if (!isProblem(error, "reauthentication_required") || !presence.canAsk) throw error;
    const owner = session.current().user?.id;
    const methods = (error.extra.methods ?? []) as PresenceMethod[];
    if (!(await presence.ask(methods)) || session.current().user?.id !== owner) throw new Declined();
    return attempt(method, path, options);
  }
}

async function call<T>(method: Method, path: string, options?: RequestOptions): Promise<T> {
  const response = await respond(method, path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const api = {
  get: <T>(path: string, options?: RequestOptions) => call<T>("GET", path, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => call<T>("POST", path, { body: body ?? {}, ...options }),
  patch: <T>(path: string, body: unknown, options?: RequestOptions) => call<T>("PATCH", path, { body, ...options }),
  put: <T>(path: string, body: unknown, options?: RequestOptions) => call<T>("PUT", path, { body, ...options }),
  delete: <T = void>(path: string, body?: unknown, options?: RequestOptions) => call<T>("DELETE", path, { body, ...options }),
};
