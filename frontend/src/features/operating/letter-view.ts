/** How a letter is looked at: which, in what language, how wide, in whose light. It all stands in the address. */
import type { MailTheme } from "@/components/ui/mail-frame";
import type { Letter } from "@/lib/api/types";

export interface LetterView {
  letter: string;
  language: string;
  width: "desktop" | "phone";
  theme: MailTheme;
  form: "html" | "text";
}

/** What the address says, where it makes sense; otherwise the first of each. */
export function readView(search: URLSearchParams, letters: Letter[]): LetterView {
  const letter = letters.find(({ name }) => name === search.get("letter")) ?? letters[0];
  const languages = letter?.languages ?? [];
  const language = languages.find((code) => code === search.get("language")) ?? languages[0] ?? "";
  return {
    letter: letter?.name ?? "",
    language,
    width: search.get("width") === "phone" ? "phone" : "desktop",
    theme: search.get("theme") === "dark" ? "dark" : "light",
    form: search.get("form") === "text" ? "text" : "html",
  };
}

const names = new Intl.DisplayNames(["en"], { type: "language" });

export const languageName = (code: string): string => names.of(code) ?? code;
