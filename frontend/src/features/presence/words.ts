/** What people do, in words. */
import type { Attendant } from "./company";

export const firstName = (name: string): string => name.split(/\s+/)[0] || name;

export function doing({ doing, keys }: Attendant): string {
  if (doing === "looking") return "is looking";
  const [first, second, ...more] = keys;
  if (!first) return "is editing";
  if (!second) return `is editing ${first}`;
  return more.length > 0 ? `is editing ${first} and ${more.length + 1} others` : `is editing ${first} and ${second}`;
}
