/** Files in and out of the browser. */
import { respond } from "@/lib/api/client";
import type { ExportFormat } from "@/lib/api/types";

export const EXPORT_FORMATS: { format: ExportFormat; label: string }[] = [
  { format: "dotenv", label: ".env" },
  { format: "json", label: "JSON" },
  { format: "yaml", label: "YAML" },
  { format: "docker", label: "Docker --env-file" },
  { format: "shell", label: "Shell script" },
  { format: "k8s", label: "Kubernetes Secret" },
];

const ENDINGS: Record<ExportFormat, string> = { dotenv: "env", json: "json", yaml: "yaml", docker: "env", shell: "sh", k8s: "yaml" };

export function fileName(disposition: string | null, fallback: string): string {
  const named = /filename="?([^";]+)"?/i.exec(disposition ?? "")?.[1];
  return named?.replace(/[/\\]/g, "_") || fallback;
}

export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export async function downloadExport(environment: { id: string; slug: string }, format: ExportFormat): Promise<void> {
  const response = await respond("GET", `/api/core/environments/${environment.id}/export/`, { query: { format }, headers: { Accept: "*/*" } });
  save(await response.blob(), fileName(response.headers.get("Content-Disposition"), `${environment.slug}.${ENDINGS[format]}`));
}
