import { describe, expect, it } from "vitest";

import { stepsOf } from "./steps";

const nothing = { hasProject: false, hasVariables: false, hasCompany: false, first: null, origin: "https://keys.example" };

describe("first steps", () => {
  it("begin with nothing done and no place to import to", () => {
    const steps = stepsOf({ slug: "acme" }, nothing);
    expect(steps.map(({ done }) => done)).toEqual([false, false, false, false]);
    expect(steps[1]?.href).toBeNull();
  });

  it("follow the data", () => {
    const steps = stepsOf({ slug: "acme" }, { ...nothing, hasProject: true, hasCompany: true, first: { project: "api", environment: "dev", id: "e-1" } });
    expect(steps.map(({ done }) => done)).toEqual([true, false, true, false]);
    expect(steps[1]?.href).toBe("/orgs/acme/projects/api/envs/dev");
    expect(steps[3]?.snippet).toContain("https://keys.example/api/core/environments/e-1/values/");
  });
});
