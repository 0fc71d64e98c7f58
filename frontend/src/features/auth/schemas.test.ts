import { describe, expect, it } from "vitest";

import { loginSchema, registerSchema } from "./schemas";
import { strength } from "./strength";

describe("account forms", () => {
  it("trim the address and never the password", () => {
    expect(loginSchema.parse({ email: " ada@x.io ", password: " pass " })).toEqual({ email: "ada@x.io", password: " pass " });
  });
  it.each(["", "ada", "ada@", "@x.io", "a b@x.io", `${"a".repeat(260)}@x.io`])("refuse %j as an address", (email) =>
    expect(loginSchema.safeParse({ email, password: "x" }).success).toBe(false),
  );
  it("ask for twelve characters, of any kind", () => {
    const of = (password: string) => registerSchema.safeParse({ email: "a@x.io", first_name: "", last_name: "", password }).success;
    expect(of("elevenchars")).toBe(false);
    expect(of("twelve chars")).toBe(true);
    expect(of("🗝️ ключ 鍵 clé key")).toBe(true);
    expect(of("x".repeat(4097))).toBe(false);
  });
});

describe("the strength hint", () => {
  it.each([
    ["short", 0],
    ["aaaaaaaaaaaaaaa", 1],
    ["password1234567", 1],
    ["correct horse battery staple", 4],
  ])("gives %j %i", (password, score) => expect(strength(password, 12).score).toBe(score));
});
