/** What a reader of the registry is told between two looks. */
import { describe, expect, test } from "vitest";
import { PRINTER, printer } from "./testing/printer.ts";
import { Story } from "./testing/story.ts";

describe("changes", () => {
  test("name each thing once, however often it changed, and what is gone by its id", () => {
    const story = new Story(PRINTER);
    const { registry } = story;
    const reader = registry.read();
    const service = story.advertise();
    const client = service.open("c");
    for (let round = 0; round < 50; round++) client.call("Open", { name: "x" }, { result: 1 });
    const first = registry.takeChanges(reader);
    expect(first).toMatchObject({
      revision: 1,
      services: [{ id: service.id }],
      sessions: [{ id: client.id, calls: 50 }],
    });
    expect(registry.takeChanges(reader)).toBeUndefined();
    client.end({ cause: "closed" });
    service.withdraw(true);
    expect(registry.takeChanges(reader)).toMatchObject({
      revision: 2,
      sessions: [{ id: client.id, state: "ended" }],
      removedServices: [service.id],
      removedSessions: [],
    });
    registry.clearHistory();
    expect(registry.takeChanges(reader)).toMatchObject({ revision: 3, removedSessions: [client.id] });
  });

  test("tell who waits and who waits no more, once each", () => {
    const story = new Story(PRINTER);
    const { registry } = story;
    const reader = registry.read();
    const client = story.process("printClient");
    story.tell({
      kind: "waiting",
      waiter: 5,
      client,
      asked: story.facts(),
      since: story.now,
      reason: "no server",
      detail: "",
      suggestions: [],
    });
    expect(registry.takeChanges(reader)).toMatchObject({ waiting: [{ id: 5 }], removedWaiting: [] });
    expect(registry.takeChanges(reader)).toBeUndefined();
    story.tell({ kind: "waitEnded", waiter: 5, outcome: "left" });
    expect(registry.takeChanges(reader)).toMatchObject({ waiting: [], removedWaiting: [5] });
    expect(registry.takeChanges(reader)).toBeUndefined();
  });

  test("are kept for each reader, and for none where nobody reads", () => {
    const { service, registry } = printer();
    let told = 0;
    registry.onChange = () => {
      told += 1;
    };
    service.open("unread");
    expect(told).toBe(0);
    const [early, late] = [registry.read(), registry.read()];
    const client = service.open("read");
    expect(told).toBeGreaterThan(0);
    expect(registry.takeChanges(early)).toMatchObject({ sessions: [{ id: client.id, state: "open" }] });
    client.end({ cause: "closed" });
    expect(registry.takeChanges(late)).toMatchObject({ revision: 1, sessions: [{ id: client.id, state: "ended" }] });
    registry.unread(early);
    service.open("again");
    expect(registry.takeChanges(early)).toMatchObject({ revision: 2, sessions: [{ state: "ended" }] });
    expect(registry.takeChanges(early)).toBeUndefined();
  });

  test("put together they give the snapshot, whatever happened", () => {
    const { story, service, registry } = printer();
    const sessions = new Map<number, unknown>();
    const reader = registry.read();
    const merge = () => {
      const change = registry.takeChanges(reader);
      for (const each of change?.sessions ?? []) sessions.set(each.id, each);
      for (const id of change?.removedSessions ?? []) sessions.delete(id);
    };
    const open = [service.open("a"), service.open("b"), service.open("c")];
    open.forEach((client, index) => {
      client.call("Open", { name: String(index) }, { result: index * 2 + 1 });
      merge();
    });
    open[1]?.end({ cause: "closed" });
    merge();
    story.tell({ kind: "lost", session: open[0]?.id ?? 0, copies: 2 });
    merge();
    const { services, ended } = registry.snapshot();
    const all = [...services.flatMap((each) => each.sessions), ...ended];
    expect([...sessions.values()]).toEqual(expect.arrayContaining([...all]));
    expect(sessions.size).toBe(all.length);
  });
});
