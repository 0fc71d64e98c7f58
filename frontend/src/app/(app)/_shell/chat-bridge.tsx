/** The rooms of the organization in view, live on every page. */
"use client";

import { ChatBridge as Bridge } from "@/features/chat/components/chat-bridge";
import { useSession } from "@/hooks/use-session";

import { useWhere } from "./use-where";

export function ChatBridge() {
  const { status } = useSession();
  const { organization } = useWhere();
  return organization && status === "signed-in" ? <Bridge key={organization.id} organization={organization.id} /> : null;
}
