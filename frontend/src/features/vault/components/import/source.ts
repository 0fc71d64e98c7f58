/** A text that came from a paste, a drop or a file. */
export interface ImportSource {
  text: string;
  filename?: string;
}
