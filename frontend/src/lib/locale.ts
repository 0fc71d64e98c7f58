/** What the browser knows of its person: how they read, and what their clock shows. */

/** An IANA name that everybody knows, or nothing: a browser in hiding calls it `Etc/Unknown`. */
export function browserTimeZone(): string {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  return name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name) ? name : "";
}

/** Goes along with a new account. The server takes what it knows of it. */
export const browserReader = () => ({ language: navigator.language.slice(0, 35), time_zone: browserTimeZone() });
