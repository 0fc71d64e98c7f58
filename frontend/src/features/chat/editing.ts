/** Which messages can still be changed, and which one arrow-up means. */
import type { ChatMessage } from "@/lib/api/types";

const EDITABLE_MS = 24 * 3_600_000;

export const mayEdit = (message: ChatMessage, now = Date.now()): boolean => !message.deleted && now - Date.parse(message.created_at) < EDITABLE_MS;

export const lastOwn = (messages: readonly ChatMessage[], me: string): ChatMessage | undefined =>
  messages.findLast((message) => message.author?.id === me && mayEdit(message));
