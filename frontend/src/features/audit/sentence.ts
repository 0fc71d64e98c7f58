/** An event in words, from its verb alone; never from values, which no event holds. */

const VERBS: Record<string, string> = {
  created: "created",
  set: "set",
  updated: "changed",
  changed: "changed",
  deleted: "deleted",
  removed: "removed",
  restored: "brought back",
  renamed: "renamed",
  revealed: "revealed",
  exported: "exported",
  imported: "imported into",
  applied: "saved changes to",
  sent: "sent",
  resent: "sent again",
  accepted: "accepted",
  declined: "declined",
  revoked: "revoked",
  joined: "joined",
  left: "left",
  transferred: "transferred",
  rolled_back: "rolled back",
  role_changed: "changed the role of",
  linked: "made a link for",
  rotated: "rotated",
  anchored: "anchored",
  reset: "reset",
};

export function sentence(verb: string): string {
  const last = verb.split(".").at(-1) ?? verb;
  return VERBS[last] ?? last.replaceAll("_", " ");
}

/** "vault.variable.set" is about a "variable". */
export function subject(verb: string): string {
  const parts = verb.split(".");
  return (parts.at(-2) ?? parts[0] ?? "").replaceAll("_", " ");
}
