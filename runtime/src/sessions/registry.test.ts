import { describe, expect, test } from "vitest";
import { PRINTER, printer, tree } from "./testing/printer.ts";
import { Story } from "./testing/story.ts";

describe("how a session ended", () => {
  test.each([
    [{ cause: "closed" } as const, { cause: "closed", code: null, signal: null }, "closed by the client"],
    [{ cause: "exited", code: 0 } as const, { cause: "exited", code: 0, signal: null }, "the client exited"],
    [
      { cause: "exited", code: 3 } as const,
      { cause: "exited", code: 3, signal: null },
      "the client exited with code 3",
    ],
    [
      { cause: "signal", signal: 11, coreDumped: true } as const,
      { cause: "signal", code: null, signal: "SIGSEGV" },
      "the client was killed by SIGSEGV (core dumped)",
    ],
    [
      { cause: "gone" } as const,
      { cause: "gone", code: null, signal: null },
      "the client died; how, the kernel could not tell",
    ],
    [{ cause: "server", died: false } as const, { cause: "server", code: null, signal: null }, "closed by the server"],
    [{ cause: "server", died: true } as const, { cause: "server", serverDied: true }, "the server died"],
    [{ cause: "runtime" } as const, { cause: "runtime", code: null, signal: null }, "closed by the runtime"],
  ])("%j", (end, expected, message) => {
    const { service, registry } = printer();
    const client = service.open("printClient");
    client.end(end);
    expect(registry.session(client.id)?.end).toMatchObject({ ...expected, message });
  });

  test("does not take what a server kept for leaked when it died with it", () => {
    const { service, registry } = printer();
    const [first, second] = [service.open("printClient"), service.open("printClient")];
    for (const client of [first, second]) client.call("Open", { name: "x" }, { result: 1 });
    first.end({ cause: "server", died: false });
    second.end({ cause: "server", died: true });
    service.withdraw(false);
    expect(registry.session(first.id)).toMatchObject({ leak: "possible", end: { message: "closed by the server" } });
    expect(registry.session(second.id)).toMatchObject({ leak: "none", end: { message: "the server died" } });
  });
});

describe("a session that is held at a breakpoint", () => {
  test("is stopped until it is let go", () => {
    const { service, registry } = printer();
    const client = service.open("c");
    client.request("Open", { name: "x" }, { ticket: 12 });
    expect(registry.session(client.id)?.state).toBe("stopped");
    registry.apply({ kind: "letGo", session: client.id, ticket: 12, why: "noHeartbeat" });
    expect(registry.session(client.id)?.state).toBe("open");
  });

  test("whose client is killed says so before it ends", () => {
    const { story, service, registry } = printer();
    const client = service.open("printClient");
    client.request("Open", { name: "x" }, { ticket: 12 });
    expect(registry.session(client.id)?.leaving).toBeNull();
    const end = { cause: "signal", signal: 9, coreDumped: false } as const;
    story.tell({ kind: "leaving", session: client.id, at: story.now, end });
    expect(registry.session(client.id)).toMatchObject({
      state: "stopped",
      leaving: { cause: "signal", signal: "SIGKILL", message: "the client was killed by SIGKILL" },
      end: null,
    });
    expect(tree(story)).toContain("the client was killed by SIGKILL · stopped at a breakpoint · holds 0");
    client.end(end);
    expect(registry.session(client.id)).toMatchObject({ state: "ended", leaving: null, end: { signal: "SIGKILL" } });
  });
});

describe("what is kept", () => {
  test("the last 1,000 ended sessions, the oldest forgotten first", () => {
    const { service, registry } = printer();
    const ids = Array.from({ length: 1005 }, () => {
      const client = service.open("c");
      client.end({ cause: "closed" });
      return client.id;
    });
    const history = registry.history(2000);
    expect(history.map(({ id }) => id)).toEqual(ids.slice(5).toReversed());
    expect(registry.history(3, history[9]?.id).map(({ id }) => id)).toEqual(history.slice(10, 13).map(({ id }) => id));
  });

  test("the last calls of a session, while its counters go on", () => {
    const { service, registry } = printer();
    const client = service.open("c");
    for (let round = 0; round < 100; round++)
      client.call("Write", { job: 1, data: Uint8Array.of(round) }, { result: "LE_OK" });
    const calls = registry.calls(client.id);
    expect(registry.session(client.id)).toMatchObject({ calls: 100, outstanding: 0 });
    expect(calls).toHaveLength(32);
    expect(calls.at(-1)?.arguments).toEqual({ job: 1, data: [99] });
  });

  test("of sessions handed over (--tap none), whose end nobody sees, no more than 1,000", () => {
    const { service, registry } = printer();
    for (let each = 0; each < 1010; each++) service.open("c", { tap: "none" });
    expect(registry.snapshot().services[0]).toMatchObject({ relayed: false });
    expect(registry.snapshot().services[0]?.sessions).toHaveLength(1000);
    service.withdraw(false);
    expect(registry.snapshot().services).toEqual([]);
    const [last] = registry.history(1);
    expect(last?.end).toMatchObject({ cause: "server", message: "not seen to end; its server died" });
  });

  test("long values are cut, and say so", () => {
    const story = new Story("FUNCTION Log(string text[2000] IN, uint8 data[200] IN);");
    const client = story.advertise().open("c");
    client.call("Log", { text: "x".repeat(2000), data: new Uint8Array(200) });
    const args = story.registry.calls(client.id)[0]?.arguments;
    expect(args?.["text"]).toBe(`${"x".repeat(256)}…`);
    expect(args?.["data"]).toEqual([...new Array(64).fill(0), "… 136 more"]);
  });
});

describe("calls", () => {
  test("have arguments, result and duration, and say what they acquired and released", () => {
    const { story, service, registry } = printer();
    const client = service.open("c");
    const transaction = client.request("Open", { name: "report" });
    expect(registry.calls(client.id)).toMatchObject([{ state: "pending", durationMs: null, result: null }]);
    story.now += 3;
    client.answer("Open", transaction, { result: 0x1001 });
    client.call("Close", { job: 0x1001 });
    expect(registry.calls(client.id)).toMatchObject([
      {
        function: "Open",
        durationMs: 3,
        arguments: { name: "report" },
        result: { result: 0x1001 },
        state: "done",
        acquired: [{ type: "Job", reference: 0x1001 }],
      },
      { function: "Close", arguments: { job: 0x1001 }, result: {}, released: [{ type: "Job", reference: 0x1001 }] },
    ]);
  });

  test("are told to a listener when they are over, events as well", () => {
    const { service, registry } = printer();
    const told: string[] = [];
    registry.onCall = (call) =>
      told.push(`${call.kind} ${call.function} ${JSON.stringify(call.arguments)} ${call.state}`);
    const client = service.open("c");
    const early = client.request("Open", { name: "a" });
    client.call("AddPaperOutHandler", { handler: 0x21 }, { result: 0x31 });
    client.event("AddPaperOutHandler", { context: 0x21, values: { tray: 2 } });
    client.answer("Open", early, { result: 1 });
    client.request("Open", { name: "late" });
    client.end({ cause: "exited", code: 1 });
    expect(told).toEqual([
      'call AddPaperOutHandler {"handler":33} done',
      'event PaperOut {"tray":2} done',
      'call Open {"name":"a"} done',
      'call Open {"name":"late"} unanswered',
    ]);
    expect(registry.session(client.id)).toMatchObject({ calls: 3, events: 1, outstanding: 0 });
  });

  test("of an unknown protocol are counted, not decoded", () => {
    const story = new Story(PRINTER, { known: false });
    const client = story.advertise().open("c");
    client.call("Open", { name: "report" }, { result: 0x1001 });
    expect(story.registry.session(client.id)).toMatchObject({ calls: 1, heldCount: 0, outstanding: 0 });
    expect(story.registry.calls(client.id)).toMatchObject([{ function: "message 0", arguments: null, state: "done" }]);
    expect(tree(story)).toContain("no .api known, nothing is decoded");
    story.known = [story.api];
    story.registry.apisChanged();
    client.call("Open", { name: "photo" }, { result: 0x1003 });
    expect(tree(story)).toContain(`Job 0x1003   Open(name "photo")`);
  });

  test("of a build with LE_CONFIG_RPC are not decoded: its messages are packed in another way", () => {
    const story = new Story(PRINTER);
    const client = story.advertise({ maxMessageSize: story.api.maxMessageSize + 40 }).open("c");
    client.call("Open", { name: "report" }, { result: 0x1001 });
    expect(story.registry.session(client.id)).toMatchObject({ calls: 1, heldCount: 0 });
  });

  test("of a 32-bit client are read with its width", () => {
    const { story, service } = printer();
    service.open("c", { pointerSize: 4 }).call("Open", { name: "report" }, { result: 0x1001 });
    expect(tree(story)).toContain(`Job 0x1001   Open(name "report")`);
  });

  test("with a descriptor show that there was one, not its number", () => {
    const story = new Story("FUNCTION Send(file data IN, uint32 size IN);");
    const client = story.advertise().open("c");
    client.request("Send", { data: -1, size: 1 }, { descriptors: 1 });
    client.request("Send", { data: -1, size: 1 });
    expect(story.registry.calls(client.id).map((call) => call.arguments)).toEqual([
      { data: "descriptor", size: 1 },
      { data: "none", size: 1 },
    ]);
  });
});

describe("records that are wrong", () => {
  const header = (transaction: number, id: number, body: readonly number[]) => {
    const bytes = Buffer.alloc(12 + body.length);
    bytes.writeUInt32LE(transaction, 0);
    bytes.writeUInt32LE(id, 8);
    bytes.set(body, 12);
    return bytes;
  };

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["the welcome", Buffer.alloc(4)],
    ["a torn header", Buffer.alloc(11, 0xff)],
    ["an unknown function", header(1, 99, [1, 2, 3])],
    ["a string longer than the record", header(1, 0, [0xff, 0xff, 0xff, 0xff])],
    ["no parameters at all", header(1, 0, [])],
    ["all ones", Buffer.alloc(200, 0xff)],
  ])("%s hurts nobody", (_what, bytes) => {
    const { service, story } = printer();
    const client = service.open("c");
    client.call("Open", { name: "good" }, { result: 5 });
    for (const direction of ["toServer", "toClient"] as const) client.bytes(direction, bytes);
    client.call("Open", { name: "after" }, { result: 7 });
    expect(tree(story)).toContain("holds 2");
    client.call("Close", { job: 5 });
    expect(story.registry.session(client.id)?.held).toMatchObject([{ reference: 7 }]);
  });

  test("random bytes in both directions never change what is held", () => {
    const { service, registry } = printer();
    const client = service.open("c");
    client.call("Open", { name: "good" }, { result: 5 });
    let seed = 42;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
      client.bytes(random() < 0.5 ? "toServer" : "toClient", bytes);
    }
    expect(registry.session(client.id)?.held).toMatchObject([{ reference: 5 }]);
  });

  test("a flood of requests without answers is counted and bounded", () => {
    const { service, registry } = printer();
    const client = service.open("c");
    for (let round = 0; round < 3000; round++) client.request("Open", { name: "x" });
    expect(registry.session(client.id)).toMatchObject({ calls: 3000, outstanding: 3000 });
    client.end({ cause: "closed" });
    expect(registry.session(client.id)).toMatchObject({ outstanding: 0 });
  });

  test("a client that acquires without end is counted, its list bounded", () => {
    const { service, registry } = printer();
    const client = service.open("c");
    for (let job = 0; job < 10_050; job++) client.call("Open", { name: "x" }, { result: job * 2 + 1 });
    expect(registry.session(client.id)).toMatchObject({ heldCount: 10_050 });
    expect(registry.session(client.id)?.held).toHaveLength(10_000);
    expect(registry.snapshot().services[0]?.sessions[0]?.held).toHaveLength(100);
    client.call("Close", { job: 10_049 * 2 + 1 });
    client.call("Close", { job: 1 });
    expect(registry.session(client.id)).toMatchObject({ heldCount: 10_048 });
    expect(registry.session(client.id)?.held).toHaveLength(9_999);
  });

  test("events about what is not known are ignored", () => {
    const { registry } = printer();
    const reader = registry.read();
    registry.apply({ kind: "lost", session: 999, copies: 1 });
    registry.apply({ kind: "withdrawn", service: 999, at: 0, serverAlive: true });
    registry.apply({ kind: "waitEnded", waiter: 999, outcome: "left" });
    expect(registry.takeChanges(reader)).toBeUndefined();
    expect(registry.session(999)).toBeUndefined();
    expect(registry.calls(999)).toEqual([]);
  });
});

describe("copies that were lost", () => {
  test("are told, and no leak is called a suspect because of them", () => {
    const { story, service, registry } = printer();
    registry.setFacts([{ protocolId: story.api.protocolIds[0] ?? "", closeHandler: "missing", evidence: [] }]);
    const client = service.open("c");
    client.call("Open", { name: "x" }, { result: 1 });
    client.lost(3);
    expect(tree(story)).toContain("3 records not seen");
    client.end({ cause: "gone" });
    expect(registry.session(client.id)).toMatchObject({ unseen: 3, leak: "possible" });
  });

  test("a response without its request changes nothing", () => {
    const { service, registry } = printer();
    const client = service.open("c");
    client.answer("Open", 77, { result: 9 });
    expect(registry.session(client.id)).toMatchObject({ heldCount: 0, outstanding: 0 });
  });
});

describe("services", () => {
  test("stay while sessions of a hidden one are open", () => {
    const { service, registry, story } = printer();
    const client = service.open("c");
    service.withdraw(true);
    expect(tree(story)).toContain("withdrawn");
    client.end({ cause: "closed" });
    expect(registry.snapshot().services).toEqual([]);
  });

  test("a restarted server is another service", () => {
    const { service, story, registry } = printer();
    service.withdraw(false);
    const again = story.advertise();
    expect(registry.snapshot().services.map(({ id }) => id)).toEqual([again.id]);
  });

  test("a warning of the directory stands at its session", () => {
    const { service, story } = printer();
    const client = service.open("c");
    story.tell({
      kind: "notice",
      level: "warning",
      at: 0,
      text: "the client is newer than the server",
      session: client.id,
    });
    expect(tree(story)).toContain("the client is newer than the server");
  });
});

test("an .api without functions decodes nothing, and its sessions are shown", () => {
  const story = new Story("DEFINE A = 1;");
  const client = story.advertise().open("c");
  client.bytes("toServer", Buffer.alloc(16));
  expect(tree(story)).toContain(`c ${client.client.pid}`);
  expect(story.registry.session(client.id)).toMatchObject({ calls: 1, heldCount: 0 });
});
