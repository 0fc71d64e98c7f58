/**
 * Keeps what is read where it is while the list grows: at the end one stays at the end, elsewhere the first message in
 * view keeps its place, whether older ones come above it or names below it become longer.
 */

const NEAR_PX = 32;

type Anchor = { at: "end" } | { at: "row"; no: string; top: number };

export class Scroller {
  private box: HTMLElement | null = null;
  private anchor: Anchor = { at: "end" };
  private listeners = new Set<() => void>();

  /** A ref: the box that scrolls, its content the first element in it. */
  readonly attach = (box: HTMLElement | null): (() => void) | undefined => {
    if (!box) return undefined;
    this.box = box;
    const scrolled = () => {
      this.anchor = this.look();
      this.tell();
    };
    const sizes = new ResizeObserver(() => this.hold());
    sizes.observe(box);
    if (box.firstElementChild) sizes.observe(box.firstElementChild);
    box.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener("scroll", scrolled);
      this.box = null;
    };
  };

  onMove(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What has changed its size has not moved what is read. */
  hold(): void {
    const { box, anchor } = this;
    if (!box) return;
    if (anchor.at === "end") box.scrollTop = box.scrollHeight;
    else {
      const row = box.querySelector(`[data-no="${anchor.no}"]`);
      if (row) box.scrollTop += this.offset(row) - anchor.top;
    }
  }

  get atEnd(): boolean {
    return this.anchor.at === "end";
  }

  toEnd(): void {
    this.anchor = { at: "end" };
    this.hold();
    this.tell();
  }

  /** Brings something into view, in the upper third. False when it is not there. */
  toRow(selector: string): boolean {
    const row = this.box?.querySelector(selector);
    if (!this.box || !row) return false;
    this.box.scrollTop += this.offset(row) - this.box.clientHeight / 3;
    this.anchor = this.look();
    this.tell();
    return true;
  }

  isAboveView(selector: string): boolean {
    const row = this.box?.querySelector(selector);
    return row !== null && row !== undefined && this.offset(row) < 0;
  }

  /** How much is left above and below of what is in view. */
  left(): { above: number; below: number } {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = this.box ?? {};
    return { above: scrollTop, below: scrollHeight - scrollTop - clientHeight };
  }

  /** The number of the last message in view. */
  lastSeen(): number {
    const height = this.box?.clientHeight ?? 0;
    return Number(this.rows().findLast((row) => this.offset(row) < height - 4)?.dataset.no ?? 0);
  }

  private look(): Anchor {
    if (this.left().below < NEAR_PX) return { at: "end" };
    const row = this.rows().find((one) => this.offset(one) + one.clientHeight > 0);
    return row ? { at: "row", no: row.dataset.no ?? "", top: this.offset(row) } : { at: "end" };
  }

  private rows(): HTMLElement[] {
    return [...(this.box?.querySelectorAll<HTMLElement>("[data-no]") ?? [])];
  }

  private offset(row: Element): number {
    return row.getBoundingClientRect().top - (this.box?.getBoundingClientRect().top ?? 0);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
