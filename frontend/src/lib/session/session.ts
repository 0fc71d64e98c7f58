/**
 * Who is signed in, in this browser. The access token lives in memory only; the refresh token in an httpOnly cookie.
 * Refresh tokens rotate, so one refresh at a time runs in the whole browser: tabs take a Web Lock in turn and
 * share the outcome over a BroadcastChannel. A session that ends while somebody works becomes `expired`, not
 * `signed-out`: the page stays, a dialog asks for the password, and waiting requests go on afterwards.
 */
import type { AccessToken, SignedIn, User } from "@/lib/api/types";

export type SessionState =
  | { status: "unknown"; user: null }
  | { status: "signed-out"; user: null }
  | { status: "signed-in"; user: User }
  /** `replaced`: somebody else has signed in in this browser, while this tab holds unsaved work of the one before. */
  | { status: "expired"; user: User; replaced?: boolean };

type Message =
  | { type: "token"; access: string; expiresAt: number; userId: string }
  | { type: "signed-in"; userId: string }
  | { type: "expired" }
  | { type: "signed-out" };

export interface SessionPorts {
  /** Calls the refresh endpoint; null when the server says that the session is over. */
  refresh(): Promise<AccessToken | null>;
  profile(access: string): Promise<User>;
  /** Runs the work alone in this browser. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  channel: Pick<BroadcastChannel, "postMessage" | "addEventListener">;
  /** A hint (never a credential) that a refresh cookie may exist, so that visitors cause no failing request. */
  hint: { get(): boolean; set(on: boolean): void };
  /** Whether this tab holds work that would be lost by becoming somebody else. */
  unsaved(): boolean;
  now(): number;
}

/** Tokens are renewed this long before their end, so that no request travels with a dying one. */
const EARLY_MS = 30_000;

export class Session {
  private state: SessionState = { status: "unknown", user: null };
  private token: { access: string; expiresAt: number } | null = null;
  private refreshing: Promise<string | null> | null = null;
  private starting: Promise<void> | null = null;
  private listeners = new Set<() => void>();

  constructor(private readonly ports: SessionPorts) {
    ports.channel.addEventListener("message", (event) => this.hear((event as MessageEvent<Message>).data));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): SessionState => this.state;

  /** Finds out, once, whether this browser is signed in. */
  start(): Promise<void> {
    this.starting ??= this.resume();
    return this.starting;
  }

  private async resume(): Promise<void> {
    if (this.state.status !== "unknown") return;
    if (!this.ports.hint.get()) return this.become({ status: "signed-out", user: null });
    try {
      const access = await this.renewed();
      // Only this tab is told: another one may wait, with unsaved work, for its owner to sign in again.
      if (!access) return this.forget();
      const user = await this.ports.profile(access);
      this.become({ status: "signed-in", user });
    } catch (error) {
      this.starting = null; // offline: the next visit of a page asks again
      throw error;
    }
  }

  /** A token that is good for the next request, or null when nobody is signed in. */
  async access(): Promise<string | null> {
    if (this.token && this.token.expiresAt - EARLY_MS > this.ports.now()) return this.token.access;
    if (this.state.status === "expired") return null;
    return this.token ? this.renewed() : null;
  }

  /** Replaces a token that the server refused. Null: the session is over. */
  async replace(refused: string | null): Promise<string | null> {
    if (this.token && this.token.access !== refused) return this.token.access;
    if (this.state.status !== "signed-in") return null;
    if (this.token) this.token = { ...this.token, expiresAt: 0 };
    return this.renewed();
  }

  private renewed(): Promise<string | null> {
    this.refreshing ??= this.renew().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  private async renew(): Promise<string | null> {
    const before = this.token?.access;
    return this.ports.exclusive(async () => {
      // Another tab may have renewed while this one waited for its turn.
      if (this.token && this.token.access !== before && this.token.expiresAt > this.ports.now()) return this.token.access;
      const tokens = await this.ports.refresh();
      if (!tokens) {
        this.expire();
        return null;
      }
      this.keep(tokens);
      return tokens.access;
    });
  }

  private keep(tokens: AccessToken): void {
    this.token = { access: tokens.access, expiresAt: this.ports.now() + tokens.expires_in * 1000 };
    if (this.state.user) this.tell({ type: "token", ...this.token, userId: this.state.user.id });
  }

  /** After a login, an activation or a password change. */
  signIn({ user, tokens }: SignedIn): void {
    this.ports.hint.set(true);
    if (!this.waitsBefore(user.id)) {
      this.become({ status: "signed-in", user });
      this.keep(tokens);
    }
    this.tell({ type: "signed-in", userId: user.id });
  }

  /** Somebody else than the owner of unsaved work is here: the work stays until it is given up. */
  private waitsBefore(userId: string): boolean {
    const { user } = this.state;
    if (!user || user.id === userId || !this.ports.unsaved()) return false;
    this.token = null;
    this.become({ status: "expired", user, replaced: true });
    return true;
  }

  /** New tokens of the same person, e.g. after a change of password. */
  adopt(tokens: AccessToken): void {
    this.keep(tokens);
  }

  updateUser(user: User): void {
    if (this.state.user?.id === user.id) this.become({ ...this.state, user } as SessionState);
  }

  /** The server ended the session under our feet: keep the page, ask for the password. */
  private expire(): void {
    this.token = null;
    if (this.state.status === "signed-in") {
      this.become({ status: "expired", user: this.state.user });
      this.tell({ type: "expired" });
    }
  }

  /** Signed out on purpose, in every tab. */
  end(): void {
    this.forget();
    this.tell({ type: "signed-out" });
  }

  /** Resolves once somebody is signed in again; false when they chose to sign out instead. */
  settled(): Promise<boolean> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.state.status === "expired" || this.state.status === "unknown") return;
        stop();
        resolve(this.state.status === "signed-in");
      };
      const stop = this.subscribe(check);
      check();
    });
  }

  private forget(): void {
    this.token = null;
    this.ports.hint.set(false);
    this.become({ status: "signed-out", user: null });
  }

  private hear(message: Message): void {
    const mine = this.state.user?.id;
    if (message.type === "signed-out") this.forget();
    else if (message.type === "token" && message.userId === mine) {
      this.token = { access: message.access, expiresAt: message.expiresAt };
      if (this.state.status === "expired") this.become({ status: "signed-in", user: this.state.user });
    } else if (message.type === "signed-in" && message.userId !== mine) {
      // Somebody else signed in in another tab: the shared cookie is theirs now.
      if (!this.waitsBefore(message.userId)) this.giveWay();
    }
  }

  /** Becomes whoever the browser's cookie belongs to now. */
  giveWay(): void {
    this.token = null;
    this.become({ status: "unknown", user: null });
    this.starting = null;
    void this.start().catch(() => undefined);
  }

  private tell(message: Message): void {
    this.ports.channel.postMessage(message);
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of [...this.listeners]) listener();
  }
}
