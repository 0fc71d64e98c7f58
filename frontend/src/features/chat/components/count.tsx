/** A number of unread messages: quiet, or strong when one of them is meant for the reader. */
import { cn } from "@/lib/cn";

export function Count({ count, strong }: { count: number; strong: boolean }) {
  if (count === 0) return null;
  return (
    <span
      className={cn(
        "ml-2 inline-grid h-4 min-w-4 shrink-0 place-items-center rounded-full px-1 text-[10px] leading-none font-semibold",
        strong ? "bg-accent text-on-accent" : "bg-line text-ink",
      )}
    >
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{strong ? `${count} unread, for you` : `${count} unread`}</span>
    </span>
  );
}
