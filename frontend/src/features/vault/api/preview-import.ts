import { api } from "@/lib/api/client";
import type { ImportFormat, ImportMode, ImportResult } from "@/lib/api/types";

export interface ImportBody {
  format: ImportFormat;
  mode: ImportMode;
  content: string;
}

/** What an import would do, and which lines it can't read; writes nothing. */
export const previewImport = (environment: string, body: ImportBody, signal?: AbortSignal) =>
  api.post<ImportResult>(`/api/core/environments/${environment}/import/`, { ...body, dry_run: true }, { signal });
