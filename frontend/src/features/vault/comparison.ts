/** What a comparison says about one name, in a word. */
import type { ComparisonRow, ComparisonSide } from "@/lib/api/types";

export type Verdict = "same" | "different" | "missing-left" | "missing-right" | "unknown";

export const VERDICTS: Record<Verdict, { label: string; tone: "plain" | "warn" | "danger" | "info" }> = {
  same: { label: "same", tone: "plain" },
  different: { label: "different", tone: "warn" },
  "missing-left": { label: "only right", tone: "danger" },
  "missing-right": { label: "only left", tone: "danger" },
  unknown: { label: "not comparable", tone: "info" },
};

export function verdictOf({ left, right, same }: ComparisonRow): Verdict {
  if (!left) return "missing-left";
  if (!right) return "missing-right";
  if (same === null) return "unknown";
  return same ? "same" : "different";
}

export const onlyDifferent = (rows: readonly ComparisonRow[]): ComparisonRow[] => rows.filter((row) => verdictOf(row) !== "same");

export type Cell = "missing" | "empty" | "same" | "different" | "set";

/** A cell of the overview: present or not, and whether it equals the environment all are measured by. */
export function cellOf(side: ComparisonSide | null, same: boolean | null, isBase: boolean): Cell {
  if (!side) return "missing";
  if (side.length === 0) return "empty";
  if (isBase || same === null) return "set";
  return same ? "same" : "different";
}

export interface MatrixRow {
  name: string;
  cells: Cell[];
}

export interface Column {
  names: ReadonlyMap<string, ComparisonSide>;
  /** Equality with the base environment, by name; null for the base itself. */
  same: ReadonlyMap<string, boolean | null> | null;
}

/** Names down, environments across. */
export function toMatrix(columns: readonly Column[]): MatrixRow[] {
  const names = new Set(columns.flatMap((column) => [...column.names.keys()]));
  return [...names].sort((a, b) => (a < b ? -1 : 1)).map((name) => ({
    name,
    cells: columns.map(({ names: sides, same }) => cellOf(sides.get(name) ?? null, same?.get(name) ?? null, same === null)),
  }));
}

export const isUneven = ({ cells }: MatrixRow): boolean => cells.some((cell) => cell === "missing" || cell === "different" || cell === "empty");
