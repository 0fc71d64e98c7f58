/** Copies a value that must first be fetched, inside the user gesture that asked for it. */

export async function copyLater(load: () => Promise<string>): Promise<void> {
  // Safari only lets a gesture write what it was promised at once; the others are content with either.
  if (typeof ClipboardItem !== "undefined" && navigator.clipboard?.write) {
    const text = load().then((value) => new Blob([value], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    return;
  }
  await navigator.clipboard.writeText(await load());
}

export const copyText = (text: string): Promise<void> => navigator.clipboard.writeText(text);
