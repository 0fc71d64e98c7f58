/** The audit filters, as they stand in the address. */
import type { AuditFilters } from "./api/audit";

export const ACTIONS: { value: string; label: string }[] = [
  { value: "vault.", label: "Vault: everything" },
  { value: "vault.variables.changed", label: "Change sets" },
  { value: "vault.variable.", label: "Single variables" },
  { value: "vault.environment.", label: "Environments" },
  { value: "vault.project.", label: "Projects" },
  { value: "tenancy.", label: "Organization and members" },
  { value: "invitations.", label: "Invitations" },
  { value: "branding.", label: "Mail: words and look" },
  { value: "notifications.", label: "What members are told" },
  { value: "audit.", label: "The log itself" },
];

export const PRESETS: { value: string; label: string; hours: number }[] = [
  { value: "1h", label: "Last hour", hours: 1 },
  { value: "24h", label: "Last 24 hours", hours: 24 },
  { value: "7d", label: "Last 7 days", hours: 168 },
  { value: "30d", label: "Last 30 days", hours: 720 },
];

const HOUR_MS = 3_600_000;

/** A preset becomes a moment, floored to the minute so that the same view keeps its cache. */
export function sinceOf(preset: string, now: number): string {
  const hours = PRESETS.find(({ value }) => value === preset)?.hours;
  return hours ? new Date(Math.floor((now - hours * HOUR_MS) / 60_000) * 60_000).toISOString() : "";
}

export function readFilters(search: URLSearchParams, now: number): AuditFilters {
  const of = (name: string) => search.get(name) ?? "";
  const from = of("from");
  const to = of("to");
  return {
    actor: of("actor"),
    action: of("action"),
    target: of("target"),
    since: from ? new Date(`${from}T00:00:00`).toISOString() : sinceOf(of("period"), now),
    until: to ? new Date(`${to}T23:59:59.999`).toISOString() : "",
    q: of("q"),
  };
}

export const activeFilters = (search: URLSearchParams): string[] =>
  ["actor", "action", "target", "period", "from", "to", "q"].filter((name) => search.get(name));
