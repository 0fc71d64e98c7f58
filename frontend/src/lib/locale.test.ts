import { afterEach, describe, expect, it, vi } from "vitest";

import { browserReader, browserTimeZone } from "./locale";

describe("what the browser knows of its person", () => {
  afterEach(() => vi.restoreAllMocks());

  const zoned = (timeZone: string) =>
    vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue({ timeZone } as Intl.ResolvedDateTimeFormatOptions);

  it("names a time zone that everybody knows", () => {
    zoned("Europe/Berlin");
    expect(browserTimeZone()).toBe("Europe/Berlin");
    zoned("UTC");
    expect(browserTimeZone()).toBe("UTC");
  });

  it("says nothing where it does not know", () => {
    zoned("Etc/Unknown");
    expect(browserTimeZone()).toBe("");
  });

  it("goes along with a new account", () => {
    zoned("Asia/Tokyo");
    vi.spyOn(navigator, "language", "get").mockReturnValue("de-AT");
    expect(browserReader()).toEqual({ language: "de-AT", time_zone: "Asia/Tokyo" });
  });
});
