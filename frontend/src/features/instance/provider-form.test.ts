import { describe, expect, it } from "vitest";

import type { Provider } from "@/lib/api/types";

import { bodyOf, changesOf, formOf, newProviderSchema, providerSchema, startOf } from "./provider-form";

const acme: Provider = {
  slug: "acme",
  kind: "oidc",
  name: "Acme SSO",
  client_id: "keynest",
  has_secret: true,
  discovery_url: "https://sso.acme.example/.well-known/openid-configuration",
  issuer: "https://sso.acme.example",
  base_url: "",
  api_url: "",
  scopes: "openid email profile",
  linking: "ask",
  registration: true,
  follows_profile: false,
  enabled: true,
  position: 0,
  managed: false,
  redirect_uris: [],
  created_at: null,
  updated_at: null,
};

const faults = (form: object, schema = newProviderSchema) =>
  (schema.safeParse(form).error?.issues ?? []).map(({ path }) => String(path[0])).sort();

describe("the form of a provider", () => {
  it("needs what the provider handed out, and for OpenID Connect where it is", () => {
    expect(faults({ ...startOf("github"), client_id: "id", client_secret: "secret" })).toEqual([]);
    expect(faults(startOf("github"))).toContain("client_id");
    expect(faults({ ...startOf("github"), client_id: "id" })).toEqual(["client_secret"]);
    expect(faults({ ...formOf(acme), client_secret: "secret", discovery_url: "" })).toEqual(["discovery_url"]);
  });

  it("takes neither spaces in ids nor addresses that are none", () => {
    const form = { ...formOf(acme), client_secret: "secret" };
    expect(faults({ ...form, client_id: "a b" })).toEqual(["client_id"]);
    expect(faults({ ...form, issuer: "sso.acme.example" })).toEqual(["issuer"]);
    expect(faults({ ...form, slug: "Acme SSO" })).toEqual(["slug"]);
    expect(faults({ ...form, scopes: "openid  email" })).toEqual(["scopes"]);
  });

  it("keeps a secret that is there, and never knows it", () => {
    expect(faults(formOf(acme), providerSchema)).toEqual([]);
    expect(formOf(acme).client_secret).toBe("");
    expect(changesOf(formOf(acme), acme)).toEqual({});
  });

  it("sends what was changed, and nothing else", () => {
    expect(changesOf({ ...formOf(acme), name: "Acme", client_secret: "another" }, acme)).toEqual({ name: "Acme", client_secret: "another" });
  });

  it("adds a provider switched off: it is tried first", () => {
    expect(bodyOf({ ...formOf(acme), client_secret: "secret" })).toMatchObject({ slug: "acme", enabled: false });
  });
});
