/** Groups a newest-first list by the reader's days. */
import { dayLabel } from "@/lib/time";

export function byDay<T extends { created_at: string }>(list: readonly T[], now = new Date()): { day: string; items: T[] }[] {
  const days: { day: string; items: T[] }[] = [];
  for (const item of list) {
    const day = dayLabel(item.created_at, now);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}
