/** Where the cache keeps what belongs to the chat of an organization. */
import { orgKey } from "@/lib/query";

export const roomsKey = (organization: string) => orgKey(organization, "chat", "rooms");
export const archivedKey = (organization: string) => orgKey(organization, "chat", "archived");
export const messagesKey = (organization: string, room: string) => orgKey(organization, "chat", "messages", room);
export const readingsKey = (organization: string, room: string) => orgKey(organization, "chat", "readings", room);
export const peopleKey = (organization: string, q: string) => orgKey(organization, "chat", "people", q);
export const linkKey = (organization: string, ref: string) => orgKey(organization, "chat", "link", ref);
export const searchKey = (organization: string, room: string | null, q: string) => orgKey(organization, "chat", "search", room, q);
