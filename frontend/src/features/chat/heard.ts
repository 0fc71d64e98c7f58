/** What came live a moment ago, for pages that are being read just then: they may be older than it. */
import type { ChatMessage } from "@/lib/api/types";

const MOST = 50;

export class Heard {
  private rooms = new Map<string, ChatMessage[]>();

  add(message: ChatMessage): void {
    this.rooms.set(message.room, [...(this.rooms.get(message.room) ?? []), message].slice(-MOST));
  }

  in(room: string): readonly ChatMessage[] {
    return this.rooms.get(room) ?? [];
  }

  forget(): void {
    this.rooms.clear();
  }
}

export const heard = new Heard();
