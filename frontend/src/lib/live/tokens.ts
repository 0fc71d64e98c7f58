/** Access tokens to show on a connection that outlives its first one. */

/** A token other than that one, where there is one to be had; null when the session is over. */
export type Renew = (used: string | null) => Promise<string | null>;

export class Tokens {
  private shown: string | null = null;

  constructor(private readonly renew: Renew) {}

  forget(): void {
    this.shown = null;
  }

  /** One that was not shown yet. The connection may have begun with it: then the server asks again, and gets another. */
  async next(): Promise<string | null> {
    this.shown = await this.renew(this.shown);
    return this.shown;
  }

  /** One that was made just now. */
  async fresh(): Promise<string | null> {
    this.shown = await this.renew(await this.renew(null));
    return this.shown;
  }
}
