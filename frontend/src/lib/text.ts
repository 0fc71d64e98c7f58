/** Small rules about words and bytes. */

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** A name as an address: lower case ASCII letters, digits and single hyphens. */
export function slugify(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
}

const encoder = new TextEncoder();

export const byteLength = (text: string): number => encoder.encode(text).length;

export function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

/** Addresses out of a pasted list: commas, semicolons, spaces, new lines, `Name <address>`. Duplicates fall away. */
export function addresses(text: string): string[] {
  const found = text
    .split(/[\s,;]+/)
    .map((part) => part.replace(/^[<"'(]+|[>"')]+$/g, "").trim())
    .filter((part) => part.includes("@"));
  return [...new Map(found.map((address) => [address.toLowerCase(), address])).values()];
}

export const initials = (name: string): string =>
  name
    .split(/[\s.@_-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");
