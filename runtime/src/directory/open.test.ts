/** Sections 3 and 4 of the protocol, row by row: real sockets, the real thread, peers in Python. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Peer, pythonMissing, startPeer } from "./testing/peer.ts";
import { type LiveOptions, type LiveRelay, startRelay } from "./testing/relay.ts";

const PROTOCOL = "464c4857c693006fb7b0ec663aa1fac7";
const printer = { name: "printer", protocol: PROTOCOL, size: 276 };
const LE_NOT_PERMITTED = -5;
const LE_FAULT = -6;
const LE_UNAVAILABLE = -21;

let relay: LiveRelay;
let server: Peer;
let client: Peer;

async function start(options: LiveOptions = {}): Promise<void> {
  relay = await startRelay(options);
  server = startPeer();
  client = startPeer();
}

async function advertise(id: string, what: object = printer): Promise<void> {
  expect(await server.do("advertise", { id, folder: relay.folder, ...what })).toEqual({});
}

function request(id: string, what: object = printer) {
  return client.do("request", { id, folder: relay.folder, ...what });
}

/** Opens a session and answers it, on both sides under the same name. */
async function open(id: string, directory = "printer", what: object = printer): Promise<void> {
  await request(id, what);
  await server.do("accept", { id, directory });
  expect(await client.do("answer", { id })).toEqual({ code: 0 });
}

afterEach(async () => {
  await Promise.all([server.stop(), client.stop()]);
  await relay.stop();
});

describe.skipIf(pythonMissing !== undefined)("advertising", () => {
  beforeEach(() => start());

  it("is seen with the server process, and gets no reply", async () => {
    await advertise("printer");
    const { service } = await relay.until("advertised");
    expect(service).toMatchObject({ interface: "printer", protocolId: PROTOCOL, maxMessageSize: 276, pointerSize: 8 });
    expect(service.server).toMatchObject({ pid: server.pid, name: "peer" });
    expect(service.server.commandLine.at(-1)).toContain("peer.py");
  });

  it("a second time under the same name is closed, and the first one goes on", async () => {
    await advertise("printer");
    await relay.until("advertised");
    await advertise("second");
    expect(await server.do("receive", { id: "second" })).toMatchObject({ length: 0 });
    const { text } = await relay.until("notice");
    expect(text).toContain(`(pid ${server.pid}) advertised printer, which peer (pid ${server.pid}) serves already`);
    await open("a");
  });

  it.each([1, 259, 263, 265, 272, 5000])("with %i bytes is closed", async (length) => {
    await server.do("connect", { id: "torn", folder: relay.folder, which: "serviceDirectoryServer" });
    await server.do("send", { id: "torn", length });
    expect(await server.do("receive", { id: "torn" })).toMatchObject({ length: 0 });
    expect((await relay.until("notice")).text).toContain("cannot advertise");
  });

  it("followed by a second packet is withdrawn and closed", async () => {
    await advertise("printer");
    await server.do("send", { id: "printer", length: 264 });
    expect(await server.do("receive", { id: "printer" })).toMatchObject({ length: 0 });
    expect(await relay.until("withdrawn")).toMatchObject({ serverAlive: true });
  });

  it("ends when the server hides the service; open sessions stay up, new ones find nobody", async () => {
    await advertise("printer");
    await open("a");
    await server.do("close", { id: "printer" });
    expect(await relay.until("withdrawn")).toMatchObject({ serverAlive: true });

    const called = client.do("call", { id: "a", message: 1, hex: "01", size: 276 });
    await server.do("respond", { id: "a", hex: "02" });
    expect((await called).hex).toMatch(/^02/);

    await request("b", { ...printer, wait: false });
    expect(await client.do("answer", { id: "b" })).toEqual({ code: LE_UNAVAILABLE });
  });

  it("ends when the server dies, which is told apart", async () => {
    await advertise("printer");
    await relay.until("advertised");
    await server.end("kill", { number: 9 });
    expect(await relay.until("withdrawn")).toMatchObject({ serverAlive: false });
  });

  it("again after that is a new service, which gets the clients that waited", async () => {
    await advertise("printer");
    await server.do("close", { id: "printer" });
    await relay.until("withdrawn");
    await request("a");
    await relay.until("waiting");
    await advertise("again");
    await server.do("accept", { id: "a", directory: "again" });
    expect(await client.do("answer", { id: "a" })).toEqual({ code: 0 });
    const services = relay.of("advertised").map(({ service }) => service.id);
    expect(new Set(services).size).toBe(2);
    expect((await relay.until("opened")).session.service).toBe(services[1]);
  });
});

describe.skipIf(pythonMissing !== undefined)("opening", () => {
  beforeEach(() => start());

  it("gives the server one descriptor without data; its welcome reaches the client; both are seen", async () => {
    await advertise("printer");
    await open("a");
    const { session } = await relay.until("opened");
    expect(session).toMatchObject({ boundBy: "sameName", tap: "all", asked: { interface: "printer" } });
    expect(session.client).toMatchObject({ pid: client.pid, uid: process.getuid?.(), name: "peer" });
    const welcome = await relay.until("record");
    expect(welcome).toMatchObject({ session: session.id, direction: "toClient", bytes: Buffer.alloc(4) });
  });

  it("the relay's end tells the server who the client really is", async () => {
    await advertise("printer");
    await open("a");
    const seen = await server.do("credentials", { id: "a" });
    expect(seen.pid).toBe(process.pid);
    expect(seen.name).toMatch(
      `\0legato-relay/${client.pid}/${process.getuid?.()}/${process.getgid?.()}/${process.pid}.`,
    );
  });

  it("waits for a server that comes later", async () => {
    await request("a");
    expect(await relay.until("waiting")).toMatchObject({ reason: "no server", detail: "nobody advertises printer" });
    await advertise("printer");
    await server.do("accept", { id: "a", directory: "printer" });
    expect(await client.do("answer", { id: "a" })).toEqual({ code: 0 });
    expect(await relay.until("waitEnded")).toMatchObject({ outcome: "opened" });
    const { waiter } = await relay.until("waiting");
    expect((await relay.until("opened")).session.id).toBe(waiter);
  });

  it("serves those who wait in the order they came", async () => {
    for (const id of ["a", "b", "c"]) await request(id);
    await relay.count("waiting", 3);
    await advertise("printer");
    await relay.count("opened", 3);
    const order = relay.of("opened").map(({ session }) => session.id);
    expect(order).toEqual(relay.of("waiting").map(({ waiter }) => waiter));
  });

  it("is answered LE_UNAVAILABLE without a server if it does not wait", async () => {
    await request("a", { ...printer, wait: false });
    expect(await client.do("answer", { id: "a" })).toEqual({ code: LE_UNAVAILABLE });
    expect(await client.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect(await relay.until("refused")).toMatchObject({
      code: LE_UNAVAILABLE,
      reason: "no server",
      client: { pid: client.pid },
    });
  });

  it("is answered LE_NOT_PERMITTED without a binding if it does not wait, and parks with the lines to type if it does", async () => {
    await advertise("one", { ...printer, name: "one.comp.printer" });
    await advertise("two", { ...printer, name: "two.comp.printer" });
    await relay.count("advertised", 2);
    await request("a", { ...printer, name: "app.comp.printer", wait: false });
    expect(await client.do("answer", { id: "a" })).toEqual({ code: LE_NOT_PERMITTED });

    await request("b", { ...printer, name: "app.comp.printer" });
    expect(await relay.until("waiting")).toMatchObject({
      reason: "no binding",
      suggestions: ["--bind 'app.comp.printer->one.comp.printer'", "--bind 'app.comp.printer->two.comp.printer'"],
    });
    relay.thread.bind({
      clientUid: "any",
      client: "app.comp.printer",
      serverUid: "same",
      server: "two.comp.printer",
      origin: "option",
    });
    await server.do("accept", { id: "b", directory: "two" });
    expect(await client.do("answer", { id: "b" })).toEqual({ code: 0 });
    expect((await relay.until("opened")).session.boundBy).toBe("option");
  });

  it("finds the one service of the same .api under another long name", async () => {
    await advertise("printer", { ...printer, name: "server.comp.printer" });
    await open("a", "printer", { ...printer, name: "client.comp.printer" });
    expect((await relay.until("opened")).session.boundBy).toBe("auto");
  });

  it.each([
    ["another protocol id", { ...printer, protocol: "0".repeat(32) }, "built from another .api"],
    ["another message size", { ...printer, size: 280 }, "messages have 280 bytes and the server's 276"],
    ["another pointer width", { ...printer, bits: 32 }, "32-bit program"],
  ])("with %s is answered LE_FAULT and reported", async (_, what, detail) => {
    await advertise("printer");
    const { service } = await relay.until("advertised");
    await request("a", what);
    expect(await client.do("answer", { id: "a" })).toEqual({ code: LE_FAULT });
    const refused = await relay.until("refused");
    expect(refused).toMatchObject({ reason: "mismatch", service: service.id, code: LE_FAULT });
    expect(refused.detail).toContain(detail);
  });

  it("a mismatch found when the server comes late is answered then", async () => {
    await request("a", { ...printer, size: 280 });
    await relay.until("waiting");
    await advertise("printer");
    expect(await client.do("answer", { id: "a" })).toEqual({ code: LE_FAULT });
    expect(await relay.until("waitEnded")).toMatchObject({ outcome: "refused" });
  });

  it.each([1, 4, 263, 265, 271, 273, 100_000])("with %i bytes is answered LE_FAULT", async (length) => {
    await client.do("connect", { id: "a", folder: relay.folder, which: "serviceDirectoryClient" });
    await client.do("send", { id: "a", length });
    expect(await client.do("answer", { id: "a" })).toEqual({ code: LE_FAULT });
    expect(await relay.until("refused")).toMatchObject({ reason: "malformed", code: LE_FAULT });
  });

  it("followed by anything else while it waits is answered LE_FAULT", async () => {
    await request("a");
    await relay.until("waiting");
    await client.do("send", { id: "a", length: 5 });
    expect(await client.do("answer", { id: "a" })).toEqual({ code: LE_FAULT });
    expect(await relay.until("waitEnded")).toMatchObject({ outcome: "refused" });
  });

  it("given up while it waits is forgotten", async () => {
    await request("a");
    await relay.until("waiting");
    await client.do("close", { id: "a" });
    expect(await relay.until("waitEnded")).toMatchObject({ outcome: "left" });
    expect(relay.of("refused")).toEqual([]);
  });

  it("works between 32-bit processes", async () => {
    const small = { ...printer, bits: 32 };
    await advertise("printer", small);
    await open("a", "printer", small);
    const called = client.do("call", { id: "a", message: 7, hex: "aabb", size: 276, bits: 32 });
    expect(await server.do("respond", { id: "a", hex: "cc", bits: 32 })).toMatchObject({ message: 7, transaction: 1 });
    expect((await called).hex).toMatch(/^ccbb/);
    expect((await relay.until("opened")).session.asked.pointerSize).toBe(4);
  });

  it("lets a TelAF client newer than its server in, and says what may happen", async () => {
    const version = (api: string) => `taf_fsc~~~~~~~~~~~~:11:${api}:001:0`;
    await advertise("printer", { ...printer, protocol: version("001") });
    await open("a", "printer", { ...printer, protocol: version("002"), size: 300 });
    const { text, subject, session } = await relay.until("notice");
    expect(subject).toBe(`peer (pid ${client.pid}) and printer of peer`);
    expect(text).toContain(
      "newer than the server's 1: a call that the server does not know gets no answer and may hang",
    );
    expect(text).toContain("300 bytes and the server's 276");
    expect(session).toBe((await relay.until("opened")).session.id);
  });
});

describe.skipIf(pythonMissing !== undefined)("a service with --tap none", () => {
  beforeEach(() => start({ untapped: ["printer"] }));

  it("gets the client's own socket: its session is seen to open, and nothing after", async () => {
    await advertise("printer");
    await open("a");
    expect((await relay.until("opened")).session.tap).toBe("none");
    expect((await server.do("credentials", { id: "a" })).pid).toBe(client.pid);
    const called = client.do("call", { id: "a", message: 1, hex: "01", size: 276 });
    await server.do("respond", { id: "a", hex: "02" });
    expect((await called).hex).toMatch(/^02/);
    await client.do("close", { id: "a" });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect([...relay.of("record"), ...relay.of("ended")]).toEqual([]);
  });
});

describe.skipIf(pythonMissing !== undefined)("when descriptors run out", () => {
  beforeEach(() => start({ descriptorLimit: 0 }));

  it("new sessions are refused, which is said once, and the server is left in peace", async () => {
    await advertise("printer");
    for (const id of ["a", "b"]) {
      await request(id);
      expect(await client.do("answer", { id })).toEqual({ code: LE_UNAVAILABLE });
    }
    await relay.count("refused", 2);
    expect(relay.of("refused").map(({ reason }) => reason)).toEqual(["descriptors", "descriptors"]);
    expect(relay.of("notice").map(({ text }) => text)).toEqual([
      expect.stringContaining("new sessions are refused, open ones go on"),
    ]);
    expect(relay.of("withdrawn")).toEqual([]);
  });
});

describe.skipIf(pythonMissing !== undefined)("stopping the runtime", () => {
  it("tells every session, then the servers, and removes the sockets", async () => {
    await start();
    await advertise("printer");
    await open("a");
    await request("b", { ...printer, name: "nobody" });
    await relay.until("waiting");
    await relay.thread.stop();
    expect(await client.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect(await client.do("answer", { id: "b" })).toEqual({ closed: true });
    expect(await server.do("receive", { id: "a" })).toMatchObject({ length: 0 });
    expect(await server.do("receive", { id: "printer" })).toMatchObject({ length: 0 });
    expect(relay.events.slice(-3).map(({ kind }) => kind)).toEqual(["ended", "waitEnded", "withdrawn"]);
    expect(relay.of("ended")[0]?.end).toEqual({ cause: "runtime" });
  });
});
