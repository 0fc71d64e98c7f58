/** Whose chat this tab's memory holds: with another person, or none, nothing of the one before stays. */
import { session } from "@/lib/session/browser";

import { drafts } from "./drafts";
import { heard } from "./heard";

let owner: string | null = null;

function forget(): void {
  drafts.forget();
  heard.forget();
}

export function belongTo(user: string): void {
  if (owner && owner !== user) forget();
  if (!owner) session.subscribe(look);
  owner = user;
}

function look(): void {
  const { status, user } = session.current();
  if (status === "signed-out" || (user && user.id !== owner)) forget();
}
