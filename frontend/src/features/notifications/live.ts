/** A notification frame makes the inbox and its count stale. */
import { meKey } from "@/lib/query";

export const staleByNotification = (): readonly (readonly unknown[])[] => [meKey("notifications")];
