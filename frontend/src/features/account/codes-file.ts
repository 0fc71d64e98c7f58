/** Recovery codes as a small text file, made in the page: they travel nowhere. */

export function codesFile(codes: readonly string[], email: string): string {
  const text = [`KeyNest recovery codes of ${email}`, `Made ${new Date().toISOString().slice(0, 10)}. Each works once.`, "", ...codes, ""].join("\n");
  return `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
}
