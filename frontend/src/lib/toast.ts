/** Short words about what happened, for every mutation alike. */
import { toast } from "sonner";

import { explain, Problem } from "./api/problem";

export const done = (text: string, undo?: () => void): void => {
  toast.success(text, undo ? { action: { label: "Undo", onClick: undo } } : undefined);
};

export const failed = (error: unknown): void => {
  const requestId = error instanceof Problem && error.status >= 500 ? error.requestId : null;
  toast.error(explain(error), requestId ? { description: `Request ${requestId}` } : undefined);
};
