import { beforeEach, describe, expect, test } from "vitest";
import { Story, type StoryService, type StorySession } from "../sessions/testing/story.ts";
import { Breakpoints, type Debugger } from "./breakpoints.ts";
import type { Breakpoint, PauseOn } from "./protocol.ts";

const API = `
DEFINE MOST = 7;
REFERENCE Job;
BITMASK Side { LEFT, RIGHT };
ENUM Size { A4, A5 };
FUNCTION Job Open(string name[64] IN, Size size IN, Side sides IN);
FUNCTION le_result_t Count(uint64 from IN, uint32 count OUT);
FUNCTION Close(Job job IN);
HANDLER PaperOutHandler(uint32 tray IN);
EVENT PaperOut(PaperOutHandler handler);
`;

/** What the relay was told, and what the debugger heard, in order. */
const log: string[] = [];
let story: Story;
let service: StoryService;
let engine: Breakpoints;
let nextTicket = 1;

function newDebugger(name: string): Debugger {
  return {
    stopped: ({ session, reason, breakpoints, function: fn, at, request, response }) =>
      log.push(
        `${name}: ${session} stopped by ${[reason, ...breakpoints].join(" ")} in ${fn} ${at} ${JSON.stringify({ request, response })}`,
      ),
    continued: (session) => log.push(`${name}: ${session} continued`),
    output: (breakpoint, session, text) => log.push(`${name}: ${breakpoint} in ${session} says ${text}`),
    changed: (statuses) => log.push(`${name}: ${statuses.map((each) => each.message ?? "verified").join(", ")}`),
  };
}

const one = newDebugger("one");
const two = newDebugger("two");

beforeEach(() => {
  log.length = 0;
  nextTicket = 1;
  story = new Story(API);
  engine = new Breakpoints({
    control: {
      setGate: ({ direction, messageId }, action) => log.push(`gate ${action} ${direction} ${messageId}`),
      release: (ticket) => log.push(`release ${ticket}`),
    },
    registry: story.registry,
    protocolIdsOf: (file) => (file === story.api.path ? story.api.protocolIds : []),
  });
  story.listener = (event) => engine.look(event);
  service = story.advertise();
});

function breakpoint(id: number, name: string, more: Partial<Breakpoint> = {}): Breakpoint {
  return { id, api: story.api.path, function: name, ...more };
}

function set(...breakpoints: readonly Breakpoint[]) {
  return engine.set(one, breakpoints);
}

function pauseOn(...what: readonly PauseOn[]) {
  return engine.set(one, [], what);
}

/** The part of the log since this was last called. */
function heard(): readonly string[] {
  return log.splice(0);
}

function requestOpen(client: StorySession, name: string, more: object = {}): number {
  return client.request("Open", { name, size: "A4", sides: 3, ...more }, { ticket: nextTicket++ });
}

describe("a breakpoint on a FUNCTION", () => {
  test("holds the request before the server sees it, with its values, and lets it go on", () => {
    const client = service.open("c");
    expect(set(breakpoint(7, "Open"))).toEqual([{ id: 7, verified: true }]);
    requestOpen(client, "abc");
    expect(heard()).toEqual([
      "gate hold toServer 0",
      `one: ${client.id} stopped by breakpoint 7 in Open request {"request":{"name":"abc","size":"A4","sides":3},"response":null}`,
    ]);
    expect(story.registry.session(client.id)?.state).toBe("stopped");
    expect(engine.goOn(one, client.id)).toBe(true);
    expect(heard()).toEqual(["release 1", `one: ${client.id} continued`]);
    expect(story.registry.session(client.id)?.state).toBe("open");
    expect(engine.goOn(one, client.id)).toBe(false);
  });

  test("at the response shows request and response", () => {
    const client = service.open("c");
    set(breakpoint(1, "Count", { at: "response" }));
    const transaction = client.request("Count", { from: 2n ** 60n });
    client.answer("Count", transaction, { result: "LE_OK", values: { count: 5 }, ticket: 9 });
    expect(heard().at(-1)).toBe(
      `one: ${client.id} stopped by breakpoint 1 in Count response {"request":{"from":"1152921504606846976"},"response":{"result":"LE_OK","count":5}}`,
    );
  });

  test("steps to the response of its request, not to that of another", () => {
    const client = service.open("c");
    const early = client.request("Open", { name: "early", size: "A4", sides: 0 });
    set(breakpoint(1, "Open"));
    const transaction = requestOpen(client, "stepped");
    heard();
    engine.goOn(one, client.id, true);
    expect(heard()).toEqual(["gate hold toClient 0", "release 1", `one: ${client.id} continued`]);
    client.answer("Open", early, { result: 1, ticket: 20 });
    expect(heard()).toEqual(["release 20"]);
    client.answer("Open", transaction, { result: 3, ticket: 21 });
    expect(heard()).toEqual([
      `one: ${client.id} stopped by step in Open response {"request":{"name":"stepped","size":"A4","sides":3},"response":{"result":3}}`,
    ]);
    engine.goOn(one, client.id);
    expect(heard()).toEqual(["release 21", `one: ${client.id} continued`, "gate pass toClient 0"]);
  });

  test("that is taken away while it holds something holds that until it goes on", () => {
    const client = service.open("c");
    set(breakpoint(1, "Open"));
    requestOpen(client, "abc");
    heard();
    set();
    expect(heard()).toEqual([]);
    engine.goOn(one, client.id);
    expect(heard()).toEqual(["release 1", `one: ${client.id} continued`, "gate pass toServer 0"]);
  });
});

describe("a breakpoint on an EVENT", () => {
  test("holds the event on its way to the client, not the answer of its Add function", () => {
    const client = service.open("c");
    set(breakpoint(1, "PaperOut"));
    const transaction = client.request("AddPaperOutHandler", { handler: 0x11 });
    client.answer("AddPaperOutHandler", transaction, { result: 0x13, ticket: 4 });
    client.event("AddPaperOutHandler", { context: 0x11, values: { tray: 2 } }, 5);
    expect(heard()).toEqual([
      "gate hold toClient 3",
      "release 4",
      `one: ${client.id} stopped by breakpoint 1 in PaperOut event {"request":null,"response":{"tray":2}}`,
    ]);
  });
});

describe("a condition", () => {
  const hits = (condition: string) => {
    const client = service.open("c");
    set(breakpoint(1, "Open", { condition }));
    heard();
    requestOpen(client, "abc");
    requestOpen(client, "xyz", { size: "A5", sides: 1 });
    return heard().map((line) => (line.startsWith("release") ? "pass" : line.includes("stopped") ? "hold" : line));
  };

  test.each([
    ['name == "abc"', ["hold", "pass"]],
    ["size == A5", ["pass", "hold"]],
    ["sides & RIGHT == RIGHT", ["hold", "pass"]],
    ['client.name == "c" && request.name == "xyz"', ["pass", "hold"]],
    ["client.pid == 1", ["pass", "pass"]],
  ])("%s", (condition, expected) => {
    expect(hits(condition)).toEqual(expected);
  });

  test("that cannot be evaluated says so, once, and holds nothing", () => {
    const lines = hits("name > 3");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /1 in \d+ says the condition 'name > 3' of Open cannot be evaluated, so nothing is held: '>' cannot be used between abc and 3/,
    );
    expect(lines.slice(1)).toEqual(["pass", "pass"]);
  });

  test.each(['nmae == "abc"', 'nmae != "abc"', "nmae", "size == A7", "count == 1"])(
    "with a name that nothing in the message has says so, once, and holds nothing: %s",
    (condition) => {
      const lines = hits(condition);
      const unknown = /nmae|A7|count/.exec(condition)?.[0];
      expect(lines[0]).toMatch(new RegExp(`cannot be evaluated, so nothing is held: there is no '${unknown}'`));
      expect(lines.slice(1)).toEqual(["pass", "pass"]);
    },
  );

  test.each([
    ["result == LE_OK && count == MOST", "hold"],
    ["result == LE_FAULT", "pass"],
  ])("of a response knows the codes of le_result_t and what the .api defines: %s", (condition, expected) => {
    const client = service.open("c");
    set(breakpoint(1, "Count", { condition, at: "response" }));
    const transaction = client.request("Count", { from: 1n });
    heard();
    client.answer("Count", transaction, { result: "LE_OK", values: { count: 7 }, ticket: nextTicket++ });
    expect(heard().some((line) => line.includes("stopped")) ? "hold" : "pass").toBe(expected);
  });

  test("that is no expression leaves the breakpoint unverified", () => {
    expect(set(breakpoint(1, "Open", { condition: "name ==" }))).toEqual([
      { id: 1, verified: false, message: "a value is missing before the end in 'name =='" },
    ]);
    expect(heard()).toEqual([]);
  });

  test.each([
    ["3", ["pass", "pass", "hold", "pass", "pass", "pass"]],
    [">= 5", ["pass", "pass", "pass", "pass", "hold", "hold"]],
    ["% 2", ["pass", "hold", "pass", "hold", "pass", "hold"]],
    ["< 2", ["hold", "pass", "pass", "pass", "pass", "pass"]],
  ])("on the hit count: %s", (hitCondition, expected) => {
    const client = service.open("c");
    set(breakpoint(1, "Close", { hitCondition }));
    const seen = expected.map(() => {
      heard();
      client.request("Close", { job: 1 }, { ticket: nextTicket++ });
      const held = heard().some((line) => line.includes("stopped"));
      engine.goOn(one, client.id);
      return held ? "hold" : "pass";
    });
    expect(seen).toEqual(expected);
  });

  test.each(["often", "% 0", "-1"])("on the hit count: %s is refused", (hitCondition) => {
    expect(set(breakpoint(1, "Close", { hitCondition }))[0]?.verified).toBe(false);
  });

  test("of a logpoint: it speaks and holds nothing", () => {
    const client = service.open("c");
    set(breakpoint(1, "Open", { logMessage: "{client.name} opens {name} in {size}, {1 / 0}" }));
    heard();
    requestOpen(client, "abc");
    expect(heard()).toEqual([`one: 1 in ${client.id} says c opens abc in A4, <division by zero>`, "release 1"]);
    set(breakpoint(1, "Open", { logMessage: "opens {nmae}" }));
    heard();
    requestOpen(client, "abc");
    expect(heard()[0]).toBe(`one: 1 in ${client.id} says opens <there is no 'nmae' in this message>`);
  });
});

describe("a message", () => {
  test("that cannot be decoded is held without values, but by no condition, which says so once", () => {
    const client = service.open("c");
    const record = Buffer.alloc(12);
    record.writeUInt32LE(1, 0);
    set(breakpoint(1, "Open", { condition: "true" }));
    heard();
    client.bytes("toServer", record, 5);
    client.bytes("toServer", record, 6);
    expect(heard()).toEqual([
      `one: 1 in ${client.id} says the condition 'true' of Open cannot be evaluated, so nothing is held: the message cannot be decoded with this .api`,
      "release 5",
      "release 6",
    ]);
    set(breakpoint(1, "Open"));
    client.bytes("toServer", record, 7);
    expect(heard()).toEqual([
      `one: ${client.id} stopped by breakpoint 1 in Open request {"request":null,"response":null}`,
    ]);
  });

  test("that nobody wants goes on at once, garbage included", () => {
    const client = service.open("c");
    client.bytes("toServer", Buffer.alloc(2), 5);
    client.bytes("toClient", Buffer.alloc(64, 0xff), 6);
    requestOpen(client, "abc");
    expect(heard()).toEqual(["release 5", "release 6", "release 1"]);
  });

  test("of a session that is not known goes on at once", () => {
    story.tell({
      kind: "record",
      session: 999,
      direction: "toServer",
      at: 0,
      bytes: Buffer.alloc(64),
      descriptors: 0,
      ticket: 8,
    });
    expect(heard()).toEqual(["release 8"]);
  });

  test("that the relay let go by itself is told as continued", () => {
    const client = service.open("c");
    set(breakpoint(1, "Open"));
    requestOpen(client, "abc");
    heard();
    story.tell({ kind: "letGo", session: client.id, ticket: 1, why: "noHeartbeat" });
    expect(heard()).toEqual([`one: ${client.id} continued`]);
    expect(engine.goOn(one, client.id)).toBe(false);
  });

  test("that the relay let go by itself leaves no gate where nobody wants one any more", () => {
    const client = service.open("c");
    set(breakpoint(1, "Open"));
    requestOpen(client, "abc");
    set();
    heard();
    story.tell({ kind: "letGo", session: client.id, ticket: 1, why: "noHeartbeat" });
    expect(heard()).toEqual([`one: ${client.id} continued`, "gate pass toServer 0"]);
  });
});

describe("several debuggers", () => {
  test("each have their own breakpoints; the session goes on when one lets it", () => {
    const client = service.open("c");
    set(breakpoint(1, "Open"));
    engine.set(two, [breakpoint(1, "Open", { condition: 'name == "both"' })]);
    heard();
    requestOpen(client, "both");
    expect(heard().map((line) => line.split(" in ")[0])).toEqual([
      `one: ${client.id} stopped by breakpoint 1`,
      `two: ${client.id} stopped by breakpoint 1`,
    ]);
    engine.goOn(two, client.id);
    expect(heard()).toEqual(["release 1", `one: ${client.id} continued`, `two: ${client.id} continued`]);
  });

  test("that go away leave nothing held, and what another holds as it is", () => {
    const [first, second] = [service.open("a"), service.open("b")];
    set(breakpoint(1, "Open"));
    engine.set(two, [breakpoint(1, "Open", { condition: 'name == "both"' })]);
    requestOpen(first, "only one");
    requestOpen(second, "both");
    heard();
    engine.remove(one);
    expect(heard()).toEqual(["release 1"]);
    expect(story.registry.session(first.id)?.state).toBe("open");
    engine.remove(two);
    expect(heard()).toEqual(["release 2", "gate pass toServer 0"]);
  });
});

describe("services that come and go", () => {
  test("are gated when they come, and the breakpoint says what it waits for", () => {
    service.withdraw(true);
    expect(set(breakpoint(1, "Open"), breakpoint(2, "Nothing"))).toEqual([
      { id: 1, verified: false, message: "nobody serves this interface yet" },
      { id: 2, verified: false, message: "nobody serves this interface yet" },
    ]);
    heard();
    story.advertise();
    expect(heard()).toEqual(["gate hold toServer 0", "one: verified, there is no Nothing in it"]);
  });

  test("that are not understood yet are when their .api is found", () => {
    story.known = [];
    const unknown = story.advertise({ interface: "other" });
    service.withdraw(true);
    expect(set(breakpoint(1, "Open"))[0]?.message).toBe("the messages of this service cannot be decoded");
    story.known = [story.api];
    story.registry.apisChanged();
    engine.servicesChanged();
    expect(heard()).toEqual(["gate hold toServer 0", "one: verified"]);
    expect(unknown.id).toBeGreaterThan(0);
  });

  test("a file that is no usable .api is said so", () => {
    expect(engine.set(one, [{ id: 1, api: "/x/broken.api", function: "Open" }])[0]?.message).toBe(
      "/x/broken.api cannot be used",
    );
  });
});

describe("pausing", () => {
  test("on open holds the first request of a new session, and no other", () => {
    const old = service.open("old");
    pauseOn("open");
    const client = service.open("new");
    client.bytes("toClient", Buffer.alloc(4));
    heard();
    requestOpen(old, "abc");
    requestOpen(client, "abc");
    expect(heard().map((line) => line.split(" {")[0])).toEqual([
      "release 1",
      `one: ${client.id} stopped by open in Open request`,
    ]);
    engine.goOn(one, client.id);
    requestOpen(client, "second");
    expect(heard().at(-1)).toBe("release 3");
    pauseOn();
    expect(heard().every((line) => line.startsWith("gate pass toServer"))).toBe(true);
  });

  test("on end stops nothing that runs, and waits to be seen", () => {
    pauseOn("end");
    const client = service.open("c");
    heard();
    client.end({ cause: "closed" });
    expect(heard()).toEqual([`one: ${client.id} stopped by end in null end {"request":null,"response":null}`]);
    expect(engine.goOn(one, client.id)).toBe(true);
    expect(heard()).toEqual([`one: ${client.id} continued`]);
  });

  test("on a leak does so only for a suspect", () => {
    pauseOn("leak");
    story.registry.setFacts([{ protocolId: story.api.protocolIds[0] ?? "", closeHandler: "missing", evidence: [] }]);
    service.open("clean").end({ cause: "closed" });
    const client = service.open("c");
    client.call("Open", { name: "x", size: "A4", sides: 0 }, { result: 1 });
    heard();
    client.end({ cause: "exited", code: 1 });
    expect(heard()).toEqual([expect.stringContaining(`${client.id} stopped by leak in Open end`)]);
  });

  test("when a session is over, where to look is the function that took what it held last", () => {
    const places: (string | null)[][] = [];
    const stopped: Debugger["stopped"] = ({ api, function: name }) => places.push([api, name]);
    engine.set({ ...one, stopped }, [], ["end"]);
    service.open("idle").end({ cause: "closed" });
    const client = service.open("c");
    client.call("Open", { name: "x", size: "A4", sides: 0 }, { result: 1 });
    client.end({ cause: "exited", code: 1 });
    expect(places).toEqual([
      [story.api.path, null],
      [story.api.path, "Open"],
    ]);
  });

  test("a session that ends while it is held is continued", () => {
    const client = service.open("c");
    set(breakpoint(1, "Open"));
    requestOpen(client, "abc");
    heard();
    client.end({ cause: "signal", signal: 9, coreDumped: false });
    expect(heard()).toEqual([`one: ${client.id} continued`]);
  });
});
