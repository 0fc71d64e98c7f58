/** What sort of thing happened, for the eye. */
import { AtSign, Bell, FolderPlus, KeyRound, type LucideIcon, MessageSquare, Send, ShieldAlert, Users } from "lucide-react";

const ICONS: readonly (readonly [string, LucideIcon])[] = [
  ["security.", ShieldAlert],
  ["chat.mention", AtSign],
  ["chat.", MessageSquare],
  ["share.", Send],
  ["project.", FolderPlus],
  ["variables.", KeyRound],
  ["member.", Users],
  ["invitation.", Users],
  ["role.", Users],
];

export function KindIcon({ kind, className }: { kind: string; className?: string }) {
  const Icon = ICONS.find(([start]) => kind.startsWith(start))?.[1] ?? Bell;
  return <Icon aria-hidden className={className} />;
}
