/** Sections 5, 6 and 9 of the protocol: what passes through a session and how it ends; real sockets, the real thread, peers in Python. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Peer, pythonMissing, startPeer } from "./testing/peer.ts";
import { type LiveOptions, type LiveRelay, startRelay } from "./testing/relay.ts";

const printer = { name: "printer", protocol: "464c4857c693006fb7b0ec663aa1fac7", size: 276 };

/** Transaction 0, message 5. */
const EVENT = "000000000000000005000000";

let relay: LiveRelay;
let server: Peer;
let client: Peer;

async function start(options: LiveOptions = {}, what: object = printer): Promise<void> {
  relay = await startRelay(options);
  server = startPeer();
  client = startPeer();
  await server.do("advertise", { id: "printer", folder: relay.folder, ...what });
}

async function open(id: string, what: object = printer): Promise<number> {
  await client.do("request", { id, folder: relay.folder, ...what });
  await server.do("accept", { id, directory: "printer" });
  expect(await client.do("answer", { id })).toEqual({ code: 0 });
  const opened = relay.of("opened").length;
  await relay.count("opened", Math.max(1, opened));
  return relay.of("opened").at(-1)?.session.id ?? -1;
}

afterEach(async () => {
  await Promise.all([server.stop(), client.stop()]);
  await relay.stop();
});

describe.skipIf(pythonMissing !== undefined)("a record", () => {
  beforeEach(() => start());

  it("and its response pass unchanged and full-sized, and are both copied", async () => {
    const id = await open("a");
    const called = client.do("call", { id: "a", message: 2, hex: "010203", size: 276, transaction: 0x101 });
    const asked = await server.do("respond", { id: "a", hex: "99" });
    expect(asked).toMatchObject({ message: 2, transaction: 0x101 });
    expect(asked.payload).toBe("010203".padEnd(2 * 272, "0"));
    expect((await called).hex).toBe("990203".padEnd(2 * 272, "0"));

    await relay.count("record", 3);
    const [, request, response] = relay.of("record");
    expect(request).toMatchObject({ session: id, direction: "toServer", descriptors: 0 });
    expect(response).toMatchObject({ session: id, direction: "toClient" });
    expect([request?.bytes.length, response?.bytes.length]).toEqual([284, 284]);
    expect(request?.bytes.subarray(0, 15).toString("hex")).toBe("010100000000000002000000010203");
    expect(response?.at).toBeGreaterThanOrEqual(request?.at ?? Number.POSITIVE_INFINITY);
  });

  it("that the server sends by itself, an event, passes", async () => {
    await open("a");
    await server.do("send", { id: "a", hex: EVENT });
    expect(await client.do("receive", { id: "a" })).toMatchObject({ hex: EVENT });
  });

  it.each([1, 3, 11, 12, 5000])("of %i bytes, torn or oversized, passes as it is", async (length) => {
    await open("a");
    await client.do("send", { id: "a", length });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length });
    await client.do("close", { id: "a" });
    expect((await relay.until("ended")).totals).toMatchObject({ recordsToServer: 1, bytesToServer: length });
  });

  it("without any bytes passes too, and is not taken for the end", async () => {
    await open("a");
    await client.do("send", { id: "a" });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    await client.do("send", { id: "a", hex: "aa" });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ hex: "aa" });
  });

  it.each(["toServer", "toClient"] as const)(
    "as large as the kernel lets its sender make it passes %s",
    async (direction) => {
      await open("a");
      const [from, to] = direction === "toServer" ? [client, server] : [server, client];
      const { bytes = 0 } = await from.do("buffer", { id: "a", bytes: 1 << 21 });
      const length = bytes - 4096;
      const received = to.do("receive", { id: "a" });
      expect(await from.do("send", { id: "a", length })).toEqual({ sent: length });
      expect(await received).toMatchObject({ length, pattern: true });
    },
  );

  it.each(["toServer", "toClient"] as const)("takes a descriptor with it %s", async (direction) => {
    await open("a");
    const [from, to] = direction === "toServer" ? [client, server] : [server, client];
    await from.do("pipe", { id: "p" });
    await from.do("send", { id: "a", hex: "01", pass_fds: ["p.write"] });
    expect(await to.do("receive", { id: "a", keep: "got" })).toMatchObject({ hex: "01", fds: ["got0"] });
    await to.do("write", { fd: "got0", text: "through" });
    expect(await from.do("read", { fd: "p.read" })).toEqual({ text: "through" });

    // Nobody in between keeps it open.
    await to.do("close_fd", { fd: "got0" });
    await from.do("close_fd", { fd: "p.write" });
    expect(await from.do("read", { fd: "p.read" })).toEqual({ text: "" });
    await relay.until("record", ({ descriptors }) => descriptors === 1);
  });
});

describe.skipIf(pythonMissing !== undefined)("a receiver that does not read", () => {
  beforeEach(() => start());

  it("stops its sender, loses nothing, and gets all in order", async () => {
    await open("a");
    const { sent = 0 } = await client.do("send_many", { id: "a", count: 5000, size: 284 });
    expect(sent).toBeGreaterThan(100);
    expect(sent).toBeLessThan(5000);
    const { numbers } = await server.do("receive_many", { id: "a", count: sent });
    expect(numbers).toEqual(Array.from({ length: sent }, (_, number) => number));
  });

  it("does not stop the other direction, nor other sessions", async () => {
    await open("a");
    await open("b");
    await client.do("send_many", { id: "a", count: 5000, size: 284 });
    await server.do("send", { id: "a", hex: "ee" });
    expect(await client.do("receive", { id: "a" })).toMatchObject({ hex: "ee" });
    const called = client.do("call", { id: "b", message: 0, hex: "", size: 276 });
    await server.do("respond", { id: "b", hex: "77" });
    expect((await called).hex).toMatch(/^77/);
  });

  it("gets the descriptors of what was queued for it", async () => {
    await open("a");
    await client.do("pipe", { id: "p" });
    const { sent = 0 } = await client.do("send_many", { id: "a", count: 5000, size: 284 });
    const passed = client.do("send", { id: "a", hex: "0b", pass_fds: ["p.write"] });
    await server.do("receive_many", { id: "a", count: sent });
    await passed;
    expect(await server.do("receive", { id: "a", keep: "got" })).toMatchObject({ hex: "0b", fds: ["got0"] });
    await server.do("write", { fd: "got0", text: "kept" });
    expect(await client.do("read", { fd: "p.read" })).toEqual({ text: "kept" });
  });

  it("gets everything that was sent before the client was killed, and then the end", async () => {
    await open("a");
    const { sent = 0 } = await client.do("send_many", { id: "a", count: 5000, size: 284 });
    await client.end("kill", { number: 9 });
    const { numbers } = await server.do("receive_until_end", { id: "a" });
    expect(numbers).toEqual(Array.from({ length: sent }, (_, number) => number));
    expect((await relay.until("ended")).end).toMatchObject({ cause: "signal", signal: 9 });
  });

  it("gets everything that was sent before the server was killed, and then the end", async () => {
    await open("a");
    const { sent = 0 } = await server.do("send_many", { id: "a", count: 5000, size: 284 });
    await server.end("kill", { number: 9 });
    const { numbers } = await client.do("receive_until_end", { id: "a" });
    expect(numbers).toEqual(Array.from({ length: sent }, (_, number) => number));
    expect((await relay.until("ended")).end).toEqual({ cause: "server", died: true });
  });
});

describe.skipIf(pythonMissing !== undefined)("a session ends", () => {
  beforeEach(() => start());

  it("closed: the client closed it and lives", async () => {
    const session = await open("a");
    await client.do("close", { id: "a" });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect(await relay.until("ended")).toMatchObject({ session, end: { cause: "closed" } });
  });

  it("exited: with its code", async () => {
    await open("a");
    await client.end("leave", { code: 3 });
    expect((await relay.until("ended")).end).toEqual({ cause: "exited", code: 3 });
  });

  it("signal: with its number", async () => {
    await open("a");
    await client.end("kill", { number: 11 });
    expect((await relay.until("ended")).end).toMatchObject({ cause: "signal", signal: 11 });
  });

  it("not at all while a debugger has stopped the client", async () => {
    const stopped = await open("a");
    client.process.kill("SIGSTOP");
    // Another session comes and goes meanwhile, so that the relay had its chance to be wrong.
    const other = startPeer();
    await other.do("request", { id: "x", folder: relay.folder, ...printer });
    await other.do("close", { id: "x" });
    const { session } = await relay.until("ended");
    expect(session).not.toBe(stopped);
    await other.stop();

    client.process.kill("SIGCONT");
    await client.do("close", { id: "a" });
    expect((await relay.until("ended", (event) => event.session === stopped)).end).toEqual({ cause: "closed" });
  });

  it("server: the server closed it, which the client sees", async () => {
    await open("a");
    await server.do("close", { id: "a" });
    expect(await client.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect((await relay.until("ended")).end).toEqual({ cause: "server", died: false });
    await server.end("kill", { number: 9 });
  });

  it("server: for each session of a server that died", async () => {
    for (const id of ["a", "b", "c"]) await open(id);
    await server.end("kill", { number: 9 });
    await relay.count("ended", 3);
    expect(relay.of("ended").map(({ end }) => end)).toEqual(Array(3).fill({ cause: "server", died: true }));
    expect(await client.do("receive", { id: "c" })).toMatchObject({ length: 0 });
  });

  it("runtime: on request, on both sides", async () => {
    const session = await open("a");
    relay.thread.closeSession(session);
    expect(await client.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect((await relay.until("ended")).end).toEqual({ cause: "runtime" });
  });

  it("only when both sides are done, if one of them only stops sending", async () => {
    await open("a");
    await client.do("send", { id: "a", hex: "aa" });
    await client.do("shutdown", { id: "a" });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ hex: "aa" });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    await server.do("send", { id: "a", hex: "bb" });
    expect(await client.do("receive", { id: "a" })).toMatchObject({ hex: "bb" });
    expect(relay.of("ended")).toEqual([]);
    await server.do("close", { id: "a" });
    expect(await client.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect((await relay.until("ended")).end).toEqual({ cause: "closed" });
  });

  it("without an error for the server when the client died with events unread", async () => {
    await open("a");
    for (let count = 0; count < 3; count++) await server.do("send", { id: "a", hex: "ee" });
    await relay.count("record", 4);
    await client.end("kill", { number: 9 });
    await relay.until("ended");
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
  });
});
