import { expect, it } from "vitest";

import { codesFile } from "./codes-file";
import { methodName } from "./methods";

it("names by what a session began, also when its provider is gone", () => {
  expect(methodName({ method: "password", provider_name: null })).toBe("Password");
  expect(methodName({ method: "acme", provider_name: "Acme SSO" })).toBe("Acme SSO");
  expect(methodName({ method: "acme", provider_name: null })).toBe("acme");
});

it("puts every recovery code on a line of its own file", () => {
  const file = decodeURIComponent(codesFile(["aaaa-bbbb", "cccc-dddd"], "ada@example.com"));
  expect(file.split("\n")).toEqual(expect.arrayContaining(["aaaa-bbbb", "cccc-dddd"]));
  expect(file).toContain("ada@example.com");
});
