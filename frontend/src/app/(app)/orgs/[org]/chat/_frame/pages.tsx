/** What stands beside the list of rooms, fetched with it. */
"use client";

import dynamic from "next/dynamic";

export const Home = dynamic(() => import("@/features/chat/components/chat-home").then((module) => module.ChatHome), { ssr: false });
export const Room = dynamic(() => import("@/features/chat/components/room-page").then((module) => module.RoomPage), { ssr: false });
