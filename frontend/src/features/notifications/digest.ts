/** When the digest comes, in words and by the reader's clock. */

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const HOURS: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour);

export const hourLabel = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** "Saturday 22 November at 08:00 CET": by the clock of a zone, the browser's own when none is named or known. */
export function clockTime(iso: string, timeZone: string): string {
  const style = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;
  const at = new Date(iso);
  try {
    return new Intl.DateTimeFormat("en-GB", { ...style, timeZone: timeZone || undefined }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en-GB", style).format(at);
  }
}
