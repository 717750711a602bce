/** The gate in the running relay: a held record stops its own session and direction, nothing else, and never for ever. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GateKey } from "./events.ts";
import { type Peer, pythonMissing, startPeer } from "./testing/peer.ts";
import { type LiveOptions, type LiveRelay, startRelay } from "./testing/relay.ts";

const printer = { name: "printer", protocol: "464c4857c693006fb7b0ec663aa1fac7", size: 276 };
const OPEN = 0;
const WRITE = 1;

let relay: LiveRelay;
let server: Peer;
let client: Peer;

function key(direction: GateKey["direction"], messageId: number): GateKey {
  return { interface: "printer", uid: process.getuid?.() ?? 0, direction, messageId };
}

async function start(options: LiveOptions = {}): Promise<void> {
  relay = await startRelay(options);
  server = startPeer();
  client = startPeer();
  await server.do("advertise", { id: "printer", folder: relay.folder, ...printer });
  for (const id of ["a", "b"]) {
    await client.do("request", { id, folder: relay.folder, ...printer });
    await server.do("accept", { id, directory: "printer" });
    await client.do("answer", { id });
  }
  await relay.count("opened", 2);
}

/** A one-way record: transaction 0, the message id, then the given bytes. */
function record(messageId: number, hex: string): string {
  return `${"0".repeat(16)}0${messageId}000000${hex}`;
}

afterEach(async () => {
  await Promise.all([server.stop(), client.stop()]);
  await relay.stop();
});

describe.skipIf(pythonMissing !== undefined)("a held record", () => {
  beforeEach(() => start());

  it("waits for its release; what follows it waits too, everything else goes on", async () => {
    relay.thread.setGate(key("toServer", WRITE), "hold");
    await client.do("send", { id: "a", hex: record(WRITE, "aa") });
    const held = await relay.until("record", ({ ticket }) => ticket !== undefined);
    expect(held.bytes.subarray(12).toString("hex")).toBe("aa");
    await client.do("send", { id: "a", hex: record(OPEN, "bb") });

    // The other direction of the same session, and another session.
    await server.do("send", { id: "a", hex: "ee" });
    expect(await client.do("receive", { id: "a" })).toMatchObject({ hex: "ee" });
    await client.do("send", { id: "b", hex: record(OPEN, "cc") });
    expect((await server.do("receive", { id: "b" })).hex).toMatch(/cc$/);

    const first = server.do("receive", { id: "a" });
    relay.thread.release(held.ticket ?? 0);
    expect((await first).hex).toMatch(/aa$/);
    expect((await server.do("receive", { id: "a" })).hex).toMatch(/bb$/);
    expect(relay.of("letGo")).toEqual([]);
  });

  it("keeps its descriptors", async () => {
    relay.thread.setGate(key("toServer", WRITE), "hold");
    await client.do("pipe", { id: "p" });
    await client.do("send", { id: "a", hex: record(WRITE, "aa"), pass_fds: ["p.write"] });
    const { ticket, descriptors } = await relay.until("record", (event) => event.ticket !== undefined);
    expect(descriptors).toBe(1);
    relay.thread.release(ticket ?? 0);
    expect(await server.do("receive", { id: "a", keep: "got" })).toMatchObject({ fds: ["got0"] });
    await server.do("write", { fd: "got0", text: "kept" });
    expect(await client.do("read", { fd: "p.read" })).toEqual({ text: "kept" });
  });

  it("on its way to the client is held the same", async () => {
    relay.thread.setGate(key("toClient", WRITE), "hold");
    await server.do("send", { id: "a", hex: record(WRITE, "aa") });
    const { ticket } = await relay.until("record", (event) => event.ticket !== undefined);
    const received = client.do("receive", { id: "a" });
    relay.thread.release(ticket ?? 0);
    expect((await received).hex).toMatch(/aa$/);
  });

  it("goes on when the gate is opened", async () => {
    relay.thread.setGate(key("toServer", WRITE), "hold");
    await client.do("send", { id: "a", hex: record(WRITE, "aa") });
    await relay.until("record", ({ ticket }) => ticket !== undefined);
    relay.thread.setGate(key("toServer", WRITE), "pass");
    expect((await server.do("receive", { id: "a" })).hex).toMatch(/aa$/);
    expect(await relay.until("letGo")).toMatchObject({ why: "gateOpened" });
  });

  it("of a client that was killed still reaches the server, and only then the session ends, with the right cause", async () => {
    relay.thread.setGate(key("toServer", WRITE), "hold");
    await client.do("send", { id: "a", hex: record(WRITE, "aa") });
    const { ticket, session } = await relay.until("record", (event) => event.ticket !== undefined);
    await client.end("kill", { number: 9 });
    await relay.until("ended", (event) => event.session !== session);
    expect(await relay.until("leaving")).toMatchObject({ session, end: { cause: "signal", signal: 9 } });
    expect(relay.of("ended").filter((event) => event.session === session)).toEqual([]);
    relay.thread.release(ticket ?? 0);
    expect((await server.do("receive", { id: "a" })).hex).toMatch(/aa$/);
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect((await relay.until("ended", (event) => event.session === session)).end).toMatchObject({
      cause: "signal",
      signal: 9,
    });
    expect(relay.of("leaving")).toHaveLength(1);
  });

  it("of a server that died is thrown away with the session once the client is let go", async () => {
    relay.thread.setGate(key("toClient", WRITE), "hold");
    await server.do("send", { id: "a", hex: record(WRITE, "aa") });
    const { ticket, session } = await relay.until("record", (event) => event.ticket !== undefined);
    await server.end("kill", { number: 9 });
    expect(await relay.until("leaving")).toMatchObject({ session, end: { cause: "server", died: true } });
    relay.thread.release(ticket ?? 0);
    expect((await client.do("receive", { id: "a" })).hex).toMatch(/aa$/);
    expect((await relay.until("ended", (event) => event.session === session)).end).toEqual({
      cause: "server",
      died: true,
    });
  });

  it("is discarded when its session is closed, and that is said", async () => {
    relay.thread.setGate(key("toServer", WRITE), "hold");
    await client.do("send", { id: "a", hex: record(WRITE, "aa") });
    const { session } = await relay.until("record", (event) => event.ticket !== undefined);
    relay.thread.closeSession(session);
    expect(await relay.until("letGo")).toMatchObject({ session, why: "sessionEnded" });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
  });

  it("can be the welcome, so that a session is held as it opens", async () => {
    relay.thread.setGate(key("toClient", -1), "hold");
    await client.do("request", { id: "c", folder: relay.folder, ...printer });
    await server.do("accept", { id: "c", directory: "printer" });
    const { ticket } = await relay.until("record", (event) => event.ticket !== undefined);
    const answer = client.do("answer", { id: "c" });
    relay.thread.release(ticket ?? 0);
    expect(await answer).toEqual({ code: 0 });
  });
});

describe.skipIf(pythonMissing !== undefined)("a main thread in trouble", () => {
  it("that throws at every event stops nothing", async () => {
    await start({
      watcher: (event) => {
        if (event.kind === "record") throw new Error("a mistake in the decoder");
      },
    });
    const called = client.do("call", { id: "a", message: WRITE, hex: "01", size: 276 });
    await server.do("respond", { id: "a", hex: "02" });
    expect((await called).hex).toMatch(/^02/);
    await client.do("close", { id: "a" });
    await relay.until("ended");
    expect(relay.sinkErrors.length).toBeGreaterThan(0);
  });

  it("that hangs lets held records go after the patience, and the relay goes on meanwhile", async () => {
    await start();
    relay.thread.setGate(key("toServer", WRITE), "hold");
    await client.do("send", { id: "a", hex: record(WRITE, "aa") });
    await relay.until("record", ({ ticket }) => ticket !== undefined);
    // This thread stands still, heartbeat included; the peers and the relay do not.
    const passed = server.do("receive", { id: "a" });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6500);
    expect((await passed).hex).toMatch(/aa$/);
    expect(await relay.until("letGo")).toMatchObject({ why: "noHeartbeat" });
  });
});
