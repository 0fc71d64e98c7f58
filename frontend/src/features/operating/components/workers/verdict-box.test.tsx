import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { Figures } from "@/lib/api/types";

import { oldAge } from "./freshness";
import { VerdictBox } from "./verdict-box";

const NOW = Date.parse("2026-11-21T12:00:00Z");

const FIGURES: Figures = {
  queues: [],
  lanes: [],
  rate: { minute: { delivered: 0, failed: 0 }, hour: { delivered: 0, failed: 0 } },
  workers: [],
  sockets: { nodes: [] },
  jobs: [],
  broker: "ok",
  mail: { host: "smtp", last_accepted_at: null, failures: [] },
  dead: 2,
  suppressed: 0,
};

describe("the verdict on the page", () => {
  it("names what is wrong, the worst first, each with a way to it", () => {
    render(<VerdictBox figures={FIGURES} now={NOW} old={null} />);
    expect(screen.getByRole("status")).toHaveTextContent("It is not well");
    const [first, second] = within(screen.getByRole("list", { name: "What is wrong" })).getAllByRole("listitem");
    expect(first).toHaveTextContent("No worker is alive");
    expect(second).toHaveTextContent("2 messages were given up");
    expect(screen.getByRole("link", { name: "Look at them" })).toHaveAttribute("href", "/instance/outbox?state=dead");
  });

  it("is none while nobody answers: it says how it stood, and when", () => {
    render(<VerdictBox figures={FIGURES} now={NOW} old={90} />);
    expect(screen.getByRole("status")).toHaveTextContent("Nobody knows just now");
    expect(screen.getByText(/So it stood 1 min ago: it is not well\./)).toBeInTheDocument();
  });

  it("ages only when asking fails, and not by the moment between two answers", () => {
    const failed = new Error("away");
    expect(oldAge({ dataUpdatedAt: NOW - 60_000, error: null }, NOW)).toBeNull();
    expect(oldAge({ dataUpdatedAt: NOW - 6_000, error: failed }, NOW)).toBeNull();
    expect(oldAge({ dataUpdatedAt: NOW - 60_000, error: failed }, NOW)).toBe(60);
  });
});
