/** Our peers against programs that share no code with them: Python's standard library, written from the description of the protocol. */
import { createReadStream, readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Peer, pythonMissing, startPeer } from "../directory/testing/peer.ts";
import { type LiveOptions, type LiveRelay, startRelay } from "../directory/testing/relay.ts";
import { loadApi } from "../interfaces/loadApi.ts";
import { connect } from "./index.ts";
import type { SessionEnding } from "./public.ts";
import { endingOf } from "./sessionEnd.ts";
import { EVERYTHING, type Everything, everythingService, type Items, until } from "./testing/everything.ts";

const loaded = loadApi(EVERYTHING);
if (!loaded.ok) throw new Error(loaded.problem);
const { api } = loaded;
const facts = { name: "everything", protocol: api.protocolIds[0], size: api.maxMessageSize };
/** Ids of functions by their order in the file. */
const idOf = (name: string) => api.interface.functions.findIndex((fn) => fn.name === name);

let relay: LiveRelay;
let python: Peer;
const printed: string[] = [];

async function start(options: LiveOptions = {}): Promise<void> {
  relay = await startRelay(options);
  python = startPeer();
  printed.length = 0;
}

afterEach(async () => {
  await python.stop();
  await relay.stop();
});

async function serve(): Promise<Items> {
  const items = everythingService();
  await items.service.serve({
    folder: relay.folder,
    endOf: async (id): Promise<SessionEnding> =>
      endingOf((await relay.until("ended", ({ session }) => session === id)).end),
    closed: () => {},
    directoryLost: () => {},
    print: (line) => printed.push(line),
  });
  return items;
}

async function openFromPython(id: string): Promise<void> {
  await python.do("request", { id, folder: relay.folder, ...facts });
  expect(await python.do("answer", { id })).toEqual({ code: 0 });
}

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString("hex");
};
const text = (value: string) => u32(value.length) + Buffer.from(value).toString("hex");

describe.skipIf(pythonMissing !== undefined)("a client in Python, a service in TypeScript", () => {
  beforeEach(() => start());

  test("a request and its response, byte for byte", async () => {
    const { items } = await serve();
    await openFromPython("a");
    const answer = await python.do("call", { id: "a", message: idOf("Open"), hex: text("abc"), size: facts.size });
    const [[reference] = []] = [...items];
    expect(answer.message).toBe(idOf("Open"));
    expect(answer.hex?.slice(0, 8)).toBe(u32(reference ?? 0));
    // Always a full record.
    expect(answer.hex).toHaveLength(2 * (facts.size - 4));
  });

  test("only the outputs that the client wants are in the response", async () => {
    await serve();
    await openFromPython("a");
    // Mask: the second of Mix's three outputs only, with room for 4 characters.
    const hex = u32(0b010) + u32(0) + u32(1) + u32(4);
    const answer = await python.do("call", { id: "a", message: idOf("Mix"), hex, size: facts.size });
    expect(answer.hex).toMatch(new RegExp(`^${u32(0)}${u32(4)}${Buffer.from("proc").toString("hex")}`));
  });

  test("an event goes to its handler with transaction 0 and the id of the add function", async () => {
    const { service } = await serve();
    await openFromPython("a");
    const hex = u32(9) + u32(0x2d);
    await python.do("call", { id: "a", message: idOf("AddTickHandler"), hex, size: facts.size });
    service.emit("tick", { count: 10, text: "ten" });
    const event = await python.do("receive", { id: "a" });
    expect(event.hex?.slice(0, 24)).toBe(`${"0".repeat(16)}${u32(idOf("AddTickHandler"))}`);
    expect(event.hex?.slice(24)).toMatch(new RegExp(`^${u32(0x2d)}${u32(10)}${text("ten")}`));
  });

  test.each([
    ["closes", () => python.do("close", { id: "a" }), { cause: "closed" }],
    ["exits", () => python.end("leave", { code: 3 }), { cause: "exited", code: 3 }],
    ["is killed", () => python.end("kill", { number: 9 }), { cause: "signal", signal: "SIGKILL" }],
  ])("the client %s: the close handler learns how, and frees", async (_how, go, end) => {
    const { ends, items } = await serve();
    await openFromPython("a");
    await python.do("call", { id: "a", message: idOf("Open"), hex: text("abc"), size: facts.size });
    expect(items.size).toBe(1);
    await go();
    await until(() => ends.length > 0);
    expect(ends).toEqual([end]);
    expect(items.size).toBe(0);
  });

  test.each([
    ["a record too short", "0102", "too short"],
    ["an unknown function", `0100000000000000${u32(99)}`, "function 99, which everything does not have"],
    ["a text longer than the record", `0100000000000000${u32(0)}ffffffff`, "cannot be understood: Open"],
  ])("%s ends the session, not the service", async (_what, hex, message) => {
    await serve();
    await openFromPython("bad");
    await openFromPython("good");
    await python.do("send", { id: "bad", hex });
    expect(await python.do("receive", { id: "bad" })).toMatchObject({ length: 0 });
    expect(printed.join()).toContain(message);
    const answer = await python.do("call", {
      id: "good",
      message: idOf("Double"),
      hex: u32(4) + u32(0),
      size: facts.size,
    });
    expect(answer.hex?.slice(0, 8)).toBe(u32(8));
  });
});

describe.skipIf(pythonMissing !== undefined)("descriptors that nobody has asked for", () => {
  const ours = () => readdirSync("/proc/self/fd").length;

  test("are closed, by a service and by a client", async () => {
    await start();
    await serve();
    await openFromPython("a");
    await python.do("pipe", { id: "p" });
    const hex = `0100000000000000${u32(idOf("Double"))}${u32(4)}${u32(0)}`;
    const exchange = async () => {
      await python.do("send", { id: "a", hex, pass_fds: ["p.read", "p.write", "p.read"] });
      await python.do("receive", { id: "a" });
    };
    await exchange();
    const before = ours();
    for (let round = 0; round < 20; round++) await exchange();
    expect(ours()).toBe(before);
  });
});

describe.skipIf(pythonMissing !== undefined)("handed over (--tap none)", () => {
  beforeEach(() => start({ untapped: ["*"] }));

  test.each([
    ["closes", () => python.do("close", { id: "a" }), { cause: "closed" }],
    ["is killed", () => python.end("kill", { number: 9 }), { cause: "signal", signal: "SIGKILL" }],
  ])("a service sees by itself that the client %s", async (_how, go, end) => {
    const { ends } = await serve();
    await openFromPython("a");
    await python.do("call", { id: "a", message: idOf("Double"), hex: u32(4) + u32(0), size: facts.size });
    await go();
    await until(() => ends.length > 0);
    // A process that its parent has reaped before we looked is known by newer kernels only.
    expect([end, { cause: "gone" }]).toContainEqual(ends[0]);
  });
});

describe.skipIf(pythonMissing !== undefined)("a client in TypeScript, a server in Python", () => {
  beforeEach(async () => {
    await start();
    await python.do("advertise", { id: "service", folder: relay.folder, ...facts });
  });

  async function open() {
    const connecting = connect<Everything>("everything", { api: EVERYTHING, dir: relay.folder });
    await python.do("accept", { id: "s", directory: "service" });
    return connecting;
  }

  test("what it sends is what a real client sends, and it understands the answer", async () => {
    const client = await open();
    const called = client.move({ from: { x: -1, y: 2 }, by: [3, 4] });
    const asked = await python.do("respond", { id: "s", hex: u32(7) + u32(0xffffffff) });
    expect(asked.message).toBe(idOf("Move"));
    // The mask of wanted outputs, the structure, the array with its length.
    expect(asked.payload).toMatch(new RegExp(`^${u32(1)}${u32(0xffffffff)}${u32(2)}${u32(2)}${u32(3)}${u32(4)}0`));
    expect(asked.payload).toHaveLength(2 * (facts.size - 4));
    expect(await called).toEqual({ to: { x: 7, y: -1 } });
    await client.$close();
  });

  test("it hears events", async () => {
    const client = await open();
    const heard: unknown[] = [];
    const adding = client.$on("tick", (event) => heard.push(event), { above: 5 });
    const asked = await python.do("respond", { id: "s", hex: u32(0x77) });
    const context = asked.payload?.slice(8, 16) ?? "";
    await adding;
    await python.do("send", {
      id: "s",
      hex: `${"0".repeat(16)}${u32(idOf("AddTickHandler"))}${context}${u32(6)}${text("six")}`,
    });
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ count: 6, text: "six" }]);
    await client.$close();
  });

  test("it passes descriptors", async () => {
    const client = await open();
    await python.do("pipe", { id: "p" });
    const called = client.pass({ input: 0 });
    await python.do("receive", { id: "s", keep: "got" });
    await python.do("send", {
      id: "s",
      hex: `0100000000000000${u32(idOf("Pass"))}${u32(0)}`,
      pass_fds: ["p.read"],
    });
    const { output, result } = await called;
    expect(result).toBe("LE_OK");
    await python.do("write", { fd: "p.write", text: "through" });
    const stream = createReadStream("", { fd: output, end: 6 });
    expect(Buffer.concat(await stream.toArray()).toString()).toBe("through");
    await client.$close();
  });

  test("it says that the server died, for each call that has no answer", async () => {
    const client = await open();
    const calls = [client.double({ value: 1n }), client.double({ value: 2n })];
    const message = "Double has no answer: the session with 'everything' was closed by the service, or it died";
    const answered = Promise.all(calls.map((call) => expect(call).rejects.toThrow(message)));
    await python.end("kill", { number: 9 });
    await answered;
    await client.$closed;
  });

  test("another version of the interface is refused, in words", async () => {
    await python.do("advertise", {
      id: "new",
      folder: relay.folder,
      ...facts,
      name: "newer",
      protocol: "0".repeat(32),
    });
    await relay.count("advertised", 2);
    await expect(connect<Everything>("newer", { api: EVERYTHING, dir: relay.folder })).rejects.toThrow(
      "'newer' was refused: LE_FAULT: the service speaks another version of the interface (legato-api sessions says which)",
    );
  });

  test("many calls at once overtake nobody", async () => {
    const client = await open();
    const calls = [1n, 2n, 3n].map((value) => client.double({ value }));
    for (const value of [10, 20, 30]) await python.do("respond", { id: "s", hex: u32(value) + u32(0) });
    expect(await Promise.all(calls)).toEqual([10n, 20n, 30n]);
    await client.$close();
  });
});
