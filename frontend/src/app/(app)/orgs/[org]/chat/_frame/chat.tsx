/** Chat with what it needs of the vault and of share links. */
"use client";

import { type ReactNode, useMemo, useState } from "react";

import { ChatFrame } from "@/features/chat/components/chat-frame";
import { type ChatParts, ChatPartsContext } from "@/features/chat/parts";
import { useOnline } from "@/features/presence/use-presence";
import { sealForMembers } from "@/features/sharing/api/links";
import { useOrganization } from "@/lib/scope";

import { useThings } from "./use-things";

export function Chat({ children }: { children: ReactNode }) {
  const organization = useOrganization();
  const [query, askThings] = useState<string | null>(null);
  const online = useOnline(organization.id);
  const things = useThings(organization.id, query);
  const parts = useMemo<ChatParts>(
    () => ({
      online,
      things,
      askThings,
      seal: async (secret) => `<${await sealForMembers(organization.id, secret)}>`,
    }),
    [online, things, organization.id],
  );
  return (
    <ChatPartsContext value={parts}>
      <ChatFrame>{children}</ChatFrame>
    </ChatPartsContext>
  );
}
