/** The inspector as its clients meet it: a real socket, the real relay, services and clients in processes of their own. */
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Peer, pythonMissing, startPeer } from "../directory/testing/peer.ts";
import { loadApi } from "../interfaces/loadApi.ts";
import { connect } from "../peers/index.ts";
import { EVERYTHING, type Everything, until } from "../peers/testing/everything.ts";
import { connectToRuntime, InspectorConnection } from "./connection.ts";
import type { CallFacts, SessionsChange, Stopped } from "./protocol.ts";
import { FREES, KEEPS, LiveRuntime } from "./testing/live.ts";

let live: LiveRuntime;

beforeEach(() => {
  live = new LiveRuntime();
});

afterEach(() => live.stop());

describe("sessions", () => {
  test("are listed with what is held, and followed by changes", async () => {
    await live.start();
    const inspector = await live.inspect();
    const file = await live.serve(inspector);
    const { snapshot, revision } = await inspector.request("sessions/subscribe", {});
    expect(revision).toBe(0);
    expect(snapshot.services).toMatchObject([
      { interface: "everything", api: EVERYTHING, closeHandler: "registered", evidence: [file], sessions: [] },
    ]);
    const changes: SessionsChange[] = [];
    inspector.on("sessions/changed", (change) => changes.push(change));
    const peer = await live.client();
    await peer.open({ name: "a" });
    await until(() => changes.at(-1)?.sessions[0]?.heldCount === 1);
    expect(changes.at(-1)?.sessions[0]).toMatchObject({
      state: "open",
      client: { pid: process.pid, uid: live.userId },
      calls: 1,
      held: [{ type: "Item", acquiredBy: "Open", arguments: { name: "a" } }],
      end: null,
    });
    await peer.$close();
    await until(() => changes.at(-1)?.sessions[0]?.freed?.freed.length === 1);
    expect(changes.at(-1)?.sessions[0]).toMatchObject({ state: "ended", leak: "none", end: { cause: "closed" } });
    expect(changes.map((change) => change.revision)).toEqual(changes.map((_change, index) => index + 1));
    const [ended] = await inspector.request("sessions/history", {});
    expect(ended?.freed).toMatchObject({ freed: [{ type: "Item" }], kept: [] });
  });

  test("of a service that forgets are leak suspects, by its own words", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector, KEEPS);
    const peer = await live.client();
    await peer.open({ name: "a" });
    await peer.$close();
    const list = async () => (await inspector.request("sessions/list", {})).ended[0];
    while ((await list())?.freed === undefined || (await list())?.freed === null);
    expect(await list()).toMatchObject({ leak: "suspect", freed: { freed: [], kept: [{ type: "Item" }] } });
  });

  test("have their last calls, and can be asked for one by one", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const peer = await live.client();
    await peer.double({ value: 2n ** 60n });
    const [session] = (await inspector.request("sessions/list", {})).services[0]?.sessions ?? [];
    const id = session?.id ?? 0;
    expect(await inspector.request("session/get", { session: 4711 })).toBeNull();
    const calls = async () => inspector.request("session/calls", { session: id });
    while ((await calls())[0]?.state !== "done");
    expect(await calls()).toMatchObject([
      { function: "Double", arguments: { value: "1152921504606846976" }, result: { result: "2305843009213693952" } },
    ]);
    expect(await inspector.request("session/get", { session: id })).toMatchObject({ id, calls: 1 });
  });

  test("can be closed", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const peer = await live.client();
    const { session } = await live.relay.until("opened");
    await inspector.request("session/close", { session: session.id });
    await peer.$closed;
    await live.relay.until("ended");
    await expect(inspector.request("session/close", { session: session.id })).rejects.toThrow(
      `Session ${session.id} has ended: closed by the runtime`,
    );
    await expect(inspector.request("session/close", { session: 4711 })).rejects.toThrow("There is no session 4711");
  });

  test("history can be cleared", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    await (await live.client()).$close();
    await live.relay.until("ended");
    await inspector.request("sessions/clearHistory", {});
    expect(await inspector.request("sessions/history", {})).toEqual([]);
  });

  test("calls are told to whoever subscribes to them", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const heard: CallFacts[] = [];
    inspector.on("calls/happened", ({ calls }) => heard.push(...calls));
    await inspector.request("calls/subscribe", {});
    const peer = await live.client();
    await peer.double({ value: 1n });
    await until(() => heard.length === 1);
    expect(heard).toMatchObject([{ kind: "call", function: "Double", result: { result: 2 } }]);
    await inspector.request("calls/unsubscribe", {});
    await peer.double({ value: 1n });
    await inspector.request("sessions/list", {});
    expect(heard).toHaveLength(1);
  });
});

describe.skipIf(pythonMissing !== undefined)("a client in Python", () => {
  let python: Peer;

  afterEach(() => python.stop());

  async function openFromPython(): Promise<number> {
    const loaded = loadApi(EVERYTHING);
    if (!loaded.ok) throw new Error(loaded.problem);
    const { protocolIds, maxMessageSize } = loaded.api;
    await python.do("request", {
      id: "a",
      folder: live.relay.folder,
      name: "everything",
      protocol: protocolIds[0],
      size: maxMessageSize,
    });
    expect(await python.do("answer", { id: "a" })).toEqual({ code: 0 });
    return (await live.relay.until("opened")).session.id;
  }

  test("can be killed, and the session says how it ended", async () => {
    await live.start();
    python = startPeer();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const session = await openFromPython();
    await expect(inspector.request("client/kill", { session, signal: "SIGNOTHING" })).rejects.toThrow(
      "There is no signal SIGNOTHING",
    );
    await inspector.request("client/kill", { session });
    await live.relay.until("ended");
    expect((await inspector.request("session/get", { session }))?.end).toMatchObject({
      cause: "signal",
      signal: "SIGKILL",
    });
  });

  test("that is this very process is not", async () => {
    await live.start();
    python = startPeer();
    const inspector = await live.inspect();
    await live.serve(inspector);
    await live.client();
    const { session } = await live.relay.until("opened");
    await expect(inspector.request("client/kill", { session: session.id })).rejects.toThrow("the runtime itself");
  });
});

describe("breakpoints", () => {
  test("hold a request with its values until the client continues; a step holds the response", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const stops: Stopped[] = [];
    inspector.on("breakpoints/stopped", (stop) => stops.push(stop));
    const breakpoint = { id: 1, api: EVERYTHING, function: "Open", condition: 'name == "stop"' };
    expect(await inspector.request("breakpoints/set", { breakpoints: [breakpoint] })).toEqual([
      { id: 1, verified: true },
    ]);
    const peer = await live.client();
    await peer.open({ name: "pass" });
    const held = peer.open({ name: "stop" });
    await until(() => stops.length === 1);
    expect(stops[0]).toMatchObject({
      reason: "breakpoint",
      breakpoints: [1],
      api: EVERYTHING,
      function: "Open",
      at: "request",
      request: { name: "stop" },
      facts: { state: "stopped", heldCount: 1 },
    });
    // Another session goes on meanwhile.
    const other = await live.client();
    expect(await other.double({ value: 1n })).toBe(2n);
    const session = stops[0]?.session ?? 0;
    await inspector.request("session/continue", { session, step: true });
    await until(() => stops.length === 2);
    expect(stops[1]).toMatchObject({ reason: "step", at: "response", response: { result: expect.any(Number) } });
    await inspector.request("session/continue", { session });
    expect(await held).toBe(stops[1]?.response?.["result"]);
    await expect(inspector.request("session/continue", { session })).rejects.toThrow("is not stopped");
  });

  test("of a client that goes away hold nothing any more", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const stops: Stopped[] = [];
    inspector.on("breakpoints/stopped", (stop) => stops.push(stop));
    await inspector.request("breakpoints/set", { breakpoints: [{ id: 1, api: EVERYTHING, function: "Double" }] });
    const peer = await live.client();
    const held = peer.double({ value: 4n });
    await until(() => stops.length === 1);
    inspector.close();
    expect(await held).toBe(8n);
    expect(await peer.double({ value: 5n })).toBe(10n);
  });
});

describe("a call", () => {
  test("by the inspector is an ordinary client's", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const call = (fn: string, args: Record<string, never> | { [name: string]: string | number }) =>
      inspector.request("call", { interface: "everything", function: fn, arguments: args });
    expect(await call("Double", { value: "9007199254740993" })).toMatchObject({
      function: "Double",
      values: { result: "18014398509481986" },
    });
    await expect(call("Nothing", {})).rejects.toThrow(
      "everything has no FUNCTION 'Nothing' (it has Open, Close, Double",
    );
    await expect(call("Later", { number: 1 })).rejects.toThrow("takes a handler");
    await expect(call("Pass", { input: 1 })).rejects.toThrow("passes a file");
    await expect(call("Double", {})).rejects.toThrow("'value' is missing");
    await expect(inspector.request("call", { interface: "nobody", function: "x", arguments: {} })).rejects.toThrow(
      "Nobody serves 'nobody' now",
    );
  });
});

describe("facts and bindings", () => {
  test("facts decide what is a leak suspect; an .api named with them is known from then on", async () => {
    await live.start({ apiFolders: [] });
    const inspector = await live.inspect();
    const loaded = loadApi(EVERYTHING);
    if (!loaded.ok) throw new Error(loaded.problem);
    const python = startPeer();
    const facts = { name: "app.everything", protocol: loaded.api.protocolIds[0], size: loaded.api.maxMessageSize };
    await python.do("advertise", { id: "s", folder: live.relay.folder, ...facts });
    await live.relay.until("advertised");
    const service = async () => (await inspector.request("sessions/list", {})).services[0];
    expect(await service()).toMatchObject({ api: null, closeHandler: "unknown" });
    await inspector.request("setFacts", {
      facts: [
        {
          protocolId: facts.protocol ?? "",
          interface: "everything",
          api: EVERYTHING,
          closeHandler: "missing",
          evidence: ["server.c:3"],
        },
      ],
    });
    expect(await service()).toMatchObject({ api: EVERYTHING, closeHandler: "missing", evidence: ["server.c:3"] });
    await python.stop();
  });

  test("a client that waits is served when it is bound", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const waiting = connect<Everything>("other.name", { api: EVERYTHING, dir: live.relay.folder });
    const { asked } = await live.relay.until("waiting");
    expect((await inspector.request("sessions/list", {})).waiting).toMatchObject([{ interface: asked.interface }]);
    await inspector.request("bind", { client: "other.name", server: "everything" });
    const peer = await waiting;
    expect(await peer.double({ value: 1n })).toBe(2n);
    await peer.$close();
    await expect(inspector.request("bind", { client: "", server: "" })).rejects.toThrow();
  });

  test("--facts takes what `components --json` prints", async () => {
    const file = path.join(live.folder, "facts.json");
    const api = path.relative(live.folder, EVERYTHING);
    const evidence = [{ path: "server.c", line: 7, form: "direct" }];
    const services = [{ prefix: "everything", api, options: [], state: "missing", reasons: [], evidence }];
    writeFileSync(file, JSON.stringify({ components: [{ path: "printServer", services }] }));
    await live.start({ factsFile: file });
    const inspector = await live.inspect();
    const python = startPeer();
    const loaded = loadApi(EVERYTHING);
    if (!loaded.ok) throw new Error(loaded.problem);
    await python.do("advertise", {
      id: "s",
      folder: live.relay.folder,
      name: "everything",
      protocol: loaded.api.protocolIds[0],
      size: loaded.api.maxMessageSize,
    });
    await live.relay.until("advertised");
    expect((await inspector.request("sessions/list", {})).services[0]).toMatchObject({
      closeHandler: "missing",
      evidence: ["server.c:7"],
    });
    await python.stop();
  });
});

describe("services", () => {
  test("are listed, print where one sees it, and are stopped", async () => {
    await live.start();
    const inspector = await live.inspect();
    const lines: string[] = [];
    inspector.on("services/output", ({ stream, text }) => lines.push(`${stream}: ${text}`));
    const file = await live.serve(inspector, `${FREES}, onOpen() { console.log("hello"); console.error("trouble"); }`);
    await live.client();
    await until(() => lines.length === 2);
    expect(await inspector.request("services/list", {})).toMatchObject([{ file, state: "running" }]);
    await inspector.request("services/stop", { file });
    await live.relay.until("withdrawn");
    expect(await inspector.request("services/list", {})).toEqual([]);
    expect(lines.toSorted()).toEqual(["stderr: trouble", "stdout: hello"]);
  });

  test("given at the start are run; one that fails says why in the log", async () => {
    writeFileSync(path.join(live.folder, "bad.ts"), "throw new Error('no good');");
    await live.start({ services: [path.join(live.folder, "bad.ts")] });
    await until(() => live.logged.some((line) => line.includes("exited with code 1")));
    expect(live.logged.join("\n")).toContain("Error: no good");
  });
});

describe("the socket", () => {
  test("is the user's alone, and gone when the runtime has stopped", async () => {
    await live.start();
    const inspectors = path.join(live.folder, "legato-api");
    const socket = path.join(inspectors, `${process.pid}.sock`);
    expect(statSync(inspectors).mode & 0o777).toBe(0o700);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    await live.observation.stop();
    expect(existsSync(socket)).toBe(false);
  });

  test("serves two at once: both see the same, and one that leaves takes nothing from the other", async () => {
    await live.start();
    const [one, other] = [await live.inspect(), await live.inspect()];
    await live.serve(one);
    const lists = await Promise.all([one, other].map((each) => each.request("sessions/list", {})));
    expect(lists[0]?.services).toHaveLength(1);
    expect(lists[1]).toEqual(lists[0]);
    const seen: SessionsChange[] = [];
    other.on("sessions/changed", (change) => seen.push(change));
    for (const each of [one, other]) await each.request("sessions/subscribe", {});
    one.close();
    await live.client();
    await until(() => seen.some(({ sessions }) => sessions.length === 1));
  });

  test.each([
    [
      "open to others",
      () => {
        mkdirSync(path.join(live.folder, "legato-api"));
        chmodSync(path.join(live.folder, "legato-api"), 0o755);
      },
      "is open to others: chmod 700 it",
    ],
    ["a symbolic link", () => symlinkSync(tmpdir(), path.join(live.folder, "legato-api")), "is a symbolic link"],
    ["a file", () => writeFileSync(path.join(live.folder, "legato-api"), ""), "is no folder"],
  ])("in a folder that is %s is not opened; the relay runs without it", async (_what, make, message) => {
    make();
    await live.start();
    expect(live.logged.join("\n")).toContain(message);
    await expect(live.inspect()).rejects.toThrow("No runtime of yours is running in");
  });

  test("that a dead runtime left is removed", async () => {
    mkdirSync(path.join(live.folder, "legato-api"), { mode: 0o700 });
    const stale = path.join(live.folder, "legato-api/1.sock");
    const server = createServer().listen(stale);
    await new Promise((resolve) => server.once("listening", resolve));
    // As a killed process leaves it: the file without a listener.
    renameSync(stale, `${stale}.kept`);
    await new Promise((resolve) => server.close(resolve));
    renameSync(`${stale}.kept`, stale);
    await live.start();
    expect(existsSync(stale)).toBe(false);
  });

  test("answers nothing before initialize, and nothing to another version", async () => {
    await live.start();
    const socket = live.inspectorSocket;
    const raw = createConnection(socket);
    const answers: string[] = [];
    raw.on("data", (data) => answers.push(data.toString()));
    const send = (message: object) => {
      const text = JSON.stringify({ jsonrpc: "2.0", ...message });
      raw.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
    };
    send({ id: 1, method: "sessions/list", params: {} });
    await until(() => answers.length === 1);
    expect(answers[0]).toContain("The first request has to be 'initialize'");
    send({ id: 2, method: "initialize", params: { protocolVersion: 99, client: "newer" } });
    await until(() => answers.length === 2);
    expect(answers[1]).toContain(
      "This runtime speaks version 1 of the inspector's protocol, the client 99: update the older one",
    );
    send({ id: 3, method: "initialize", params: { client: 5 } });
    await until(() => answers.length === 3);
    expect(answers[2]).toContain("protocolVersion has to be a number and client a text");
    raw.destroy();
  });

  test("hangs up on garbage, and serves the others", async () => {
    await live.start();
    const good = await live.inspect();
    const raw = createConnection(live.inspectorSocket);
    const closed = new Promise((resolve) => raw.once("close", resolve));
    raw.on("error", () => {});
    raw.write(`Content-Length: 12\r\n\r\n{"not json}}Content-Length: x\r\n\r\n${"\0".repeat(1000)}`);
    await closed;
    expect(await good.request("services/list", {})).toEqual([]);
  });

  test("does not wait for a client that never hangs up when the runtime ends", async () => {
    await live.start();
    const stuck = createConnection({ path: live.inspectorSocket, allowHalfOpen: true });
    await new Promise((resolve) => stuck.once("connect", resolve));
    stuck.pause();
    await live.observation.stop();
    expect(existsSync(live.inspectorSocket)).toBe(false);
    stuck.destroy();
  });

  test.each([
    ["session/get", { session: -1 }, "session has to be the number of a session"],
    ["session/get", {}, "session has to be the number of a session"],
    ["breakpoints/set", { breakpoints: [{ id: "x" }] }, "breakpoints have to be"],
    ["breakpoints/set", { breakpoints: [], pauseOn: ["never"] }, "pauseOn knows open, end and leak"],
    ["setFacts", { facts: [{ protocolId: 5 }] }, "facts have to be"],
    ["services/start", { file: "relative.ts" }, "file has to be an absolute path"],
    ["call", { interface: "x", function: "y", arguments: [] }, "arguments an object"],
    ["sessions/list", { ended: "all" }, "ended has to be a number"],
    ["bind", { client: 1 }, "client and server have to be texts"],
    ["shutdown", { unlessDebugged: 1 }, "unlessDebugged has to be true or false"],
  ])("%s with %j is an error in words", async (method, params, message) => {
    await live.start();
    const inspector = await live.inspect();
    await expect(Reflect.apply(inspector.request, inspector, [method, params])).rejects.toThrow(message);
  });

  test("ends the runtime when it is asked to", async () => {
    await live.start();
    const inspector = await live.inspect();
    await inspector.request("shutdown", {});
    await until(() => live.stopWishes === 1);
  });

  test("does not end it under another debugger, if it is asked so", async () => {
    await live.start();
    const [mine, other] = [await live.inspect(), await live.inspect()];
    for (const each of [mine, other]) await each.request("breakpoints/set", { breakpoints: [] });
    await expect(mine.request("shutdown", { unlessDebugged: true })).rejects.toThrow(
      "Another debugger uses this runtime",
    );
    other.close();
    await vi.waitFor(() => mine.request("shutdown", { unlessDebugged: true }));
    await until(() => live.stopWishes === 1);
  });

  test("is found by the folder that the runtime serves, or because it is the only one", async () => {
    await live.start();
    await expect(connectToRuntime(live.userId, "test", "/elsewhere")).rejects.toThrow(
      "No runtime of yours is running in /elsewhere: start one with 'legato-api runtime'",
    );
    const only = await connectToRuntime(live.userId, "test", undefined);
    expect(only.runtime).toMatchObject({ pid: process.pid, directory: live.relay.folder });
    only.close();
    await expect(InspectorConnection.open(path.join(live.folder, "nothing.sock"), "test")).rejects.toThrow();
  });

  test("that is suspended is named, with what lets it go on", async () => {
    const socket = path.join(live.folder, "77.sock");
    const silent = createServer().listen(socket);
    try {
      await once(silent, "listening");
      await expect(InspectorConnection.open(socket, "test", 50)).rejects.toThrow(
        "The runtime 77 does not answer: if it was suspended (Ctrl+Z), 'kill -CONT 77' lets it go on",
      );
    } finally {
      silent.close();
    }
  });
});
