/** Folds what is of one kind and about one thing into one line. */
import type { Notification } from "@/lib/api/types";

export interface Folded {
  /** Stays the same while more comes. */
  key: string;
  /** The newest; its words stand for all. */
  latest: Notification;
  /** All of them, newest first. */
  all: readonly Notification[];
  unread: readonly Notification[];
}

/** Each of these is a thing of its own: somebody may have to do something about every one. */
const ALONE = /^(security|invitation)\./;

/** What a notification is about is what it leads to; where on that page makes no difference. */
function topicOf({ id, kind, organization, url }: Notification): string {
  if (ALONE.test(kind)) return id;
  const [path = ""] = url.split(/[?#]/);
  return [kind, organization?.id ?? "", path].join(" ");
}

/** Folds a newest-first list; a line stands where its newest stood. */
export function fold(list: readonly Notification[]): Folded[] {
  const topics = new Map<string, Notification[]>();
  for (const notification of list) {
    const topic = topicOf(notification);
    topics.set(topic, [...(topics.get(topic) ?? []), notification]);
  }
  return [...topics].flatMap(([key, all]) => {
    const [latest] = all;
    return latest ? [{ key, latest, all, unread: all.filter(({ read_at }) => !read_at) }] : [];
  });
}
