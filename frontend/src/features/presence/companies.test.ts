import { beforeEach, describe, expect, it, vi } from "vitest";

import { FakeLine, type FakeSocket } from "@/testing/live";

import { Companies } from "./companies";

const HERE = "e:1";

describe("companies", () => {
  let line: FakeLine;
  let companies: Companies;

  beforeEach(() => {
    vi.useFakeTimers();
    line = new FakeLine();
    companies = new Companies(line.live, line.clock);
    return () => vi.useRealTimers();
  });

  const looking = (user: string) => ({ user, doing: "looking", keys: [] });
  const editing = (user: string, ...keys: string[]) => ({ user, doing: "editing", keys });
  const people = (stream = HERE) => [...(companies.get(stream).people?.values() ?? [])].map(({ id, keys }) => [id, ...keys].join(" "));
  const told = (socket: FakeSocket) => socket.asked("presence").map(({ doing, keys }) => ({ doing, keys }));

  async function arrive(...present: object[]): Promise<FakeSocket> {
    const socket = await line.connect();
    socket.answer("join", { type: "join", s: HERE, epoch: "", head: 0, resumed: false });
    socket.say({ type: "present", s: HERE, people: present, count: present.length });
    return socket;
  }

  it("knows who is there, who comes, what they do, and who leaves", async () => {
    companies.follow(HERE);
    expect(companies.get(HERE).people).toBeNull();
    const socket = await arrive(looking("ada"));
    expect(people()).toEqual(["ada"]);
    socket.say({ type: "presence", s: HERE, on: true, ...editing("bob", "PORT", "HOST") });
    expect(people()).toEqual(["ada", "bob PORT HOST"]);
    socket.say({ type: "presence", s: HERE, on: true, ...looking("bob") });
    socket.say({ type: "presence", s: HERE, on: false, ...looking("ada") });
    expect(people()).toEqual(["bob"]);
    expect(companies.get(HERE).count).toBe(1);
  });

  it("only counts where there are too many to be named", async () => {
    companies.follow(HERE);
    const socket = await arrive(looking("ada"));
    socket.say({ type: "present", s: HERE, people: [], count: 201 });
    expect(companies.get(HERE)).toEqual({ people: null, count: 201 });
    socket.say({ type: "presence", s: HERE, on: true, ...looking("bob") });
    expect(companies.get(HERE)).toEqual({ people: null, count: 201 });
    socket.say({ type: "present", s: HERE, people: [looking("ada")], count: 1 });
    expect(people()).toEqual(["ada"]);
  });

  it("takes nothing amiss", async () => {
    companies.follow(HERE);
    const socket = await arrive(looking("ada"), { user: 7 }, { user: "bob", doing: "flying", keys: [7, "PORT"] });
    expect(companies.get(HERE)).toEqual({ people: null, count: 3 });
    socket.say({ type: "present", s: HERE });
    expect(companies.get(HERE)).toEqual({ people: new Map(), count: 0 });
    socket.say({ type: "presence", s: HERE, on: true, keys: "PORT" });
    expect(people()).toEqual([]);
  });

  it("tells of the end of editing though the company was told anew in between", async () => {
    companies.follow(HERE);
    const socket = await arrive();
    companies.edit(HERE, ["PORT"]);
    companies.edit(HERE, null);
    socket.say({ type: "present", s: HERE, people: [], count: 0 });
    await vi.advanceTimersByTimeAsync(3000);
    expect(told(socket).at(-1)).toEqual({ doing: "looking", keys: undefined });
  });

  it("tells what is edited, no faster than it is taken, and again on a new connection", async () => {
    companies.follow(HERE);
    const socket = await arrive();
    companies.edit(HERE, ["PORT"]);
    companies.edit(HERE, ["PORT", "HOST"]);
    companies.edit(HERE, ["HOST"]);
    expect(told(socket)).toEqual([{ doing: "editing", keys: ["PORT"] }]);
    await line.pass(1_200);
    expect(told(socket).at(-1)).toEqual({ doing: "editing", keys: ["HOST"] });
    expect(told(socket)).toHaveLength(2);
    socket.drop(1006);
    await line.pass(1_500);
    const again = line.welcome();
    again.answer("join", { type: "join", s: HERE, epoch: "", head: 0, resumed: false });
    again.say({ type: "present", s: HERE, people: [], count: 0 });
    expect(told(again)).toEqual([{ doing: "editing", keys: ["HOST"] }]);
    await line.pass(2_000);
    companies.edit(HERE, null);
    expect(told(again).at(-1)).toEqual({ doing: "looking", keys: undefined });
  });

  it("says nothing of who only looks, and names no more than are taken", async () => {
    companies.follow(HERE);
    const socket = await arrive();
    companies.edit(HERE, null);
    expect(told(socket)).toEqual([]);
    companies.edit(HERE, Array.from({ length: 30 }, (_, index) => `N${index}`));
    expect(socket.asked("presence")[0]?.keys).toHaveLength(20);
  });

  it("asks an organization's stream, which tells other things too, until it answers", async () => {
    line.live.join("o:1");
    companies.follow("o:1");
    const socket = await line.connect();
    expect(socket.asked("presence")).toEqual([{ type: "presence", s: "o:1" }]);
    await line.pass(1_600);
    expect(socket.asked("presence")).toHaveLength(2);
    socket.say({ type: "present", s: "o:1", people: [looking("ada")], count: 1 });
    await line.pass(10_000);
    expect(socket.asked("presence")).toHaveLength(2);
    expect(people("o:1")).toEqual(["ada"]);
  });

  it("follows for the first and leaves with the last, and knows nothing of where it is not", async () => {
    const [first, second] = [companies.follow(HERE), companies.follow(HERE)];
    const socket = await arrive(looking("ada"));
    first();
    first();
    await line.pass();
    expect(socket.asked("leave")).toEqual([]);
    second();
    await line.pass();
    expect(socket.asked("leave")).toEqual([{ type: "leave", s: HERE }]);
    expect(companies.get(HERE).people).toBeNull();
    companies.edit(HERE, ["PORT"]);
    expect(told(socket)).toEqual([]);
  });

  it("knows nobody where it may not look, and while there is no connection at all", async () => {
    companies.follow(HERE);
    const socket = await arrive(looking("ada"));
    socket.say({ type: "left", s: HERE, reason: "not_a_member" });
    expect(companies.get(HERE).people).toBeNull();
    companies.follow("e:2");
    socket.say({ type: "present", s: "e:2", people: [looking("ada")], count: 1 });
    line.live.stop();
    expect(companies.get("e:2").people).toBeNull();
  });
});
