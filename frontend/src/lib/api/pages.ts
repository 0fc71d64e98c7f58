/** Cursor pages: the cursor inside the `next` address. */
import type { Page } from "./types";

export function nextCursor(page: Pick<Page<unknown>, "next">): string | null {
  return page.next ? new URL(page.next, "http://any").searchParams.get("cursor") : null;
}
