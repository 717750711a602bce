/** The debug adapter over its real protocol, with an engine of our own behind it. */
import { createServer, type Server } from "node:net";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sessionFacts } from "../sessions/testing/facts.ts";
import { ApiDebugSession } from "./debugSession.ts";
import type { DebugEngine, EngineEvents, LineBreakpoint, PauseOn, SessionFacts, Stopped } from "./engine.ts";

const facts = sessionFacts({
  id: 7,
  client: { pid: 4130, name: "printClient", commandLine: ["printClient", "-v"], uid: 1000 },
  calls: 3,
  outstanding: 1,
  state: "stopped",
  held: [
    {
      type: "Job",
      reference: 0x1001,
      acquiredBy: "Open",
      arguments: { name: "report" },
      at: "2026-01-01T14:00:00.500Z",
    },
  ],
  heldCount: 1,
});

const stop: Stopped = {
  session: 7,
  reason: "breakpoint",
  breakpoints: [1],
  api: "/w/printer.api",
  function: "Open",
  at: "request",
  request: { name: "abc", paper: { size: "A4", sheets: [1, 2] }, copies: 12 },
  response: null,
  facts,
};

class FakeEngine implements DebugEngine {
  readonly done: string[] = [];
  events: EngineEvents | undefined;
  failure: string | undefined;

  async start(_configuration: unknown, request: string, events: EngineEvents): Promise<void> {
    this.done.push(request);
    this.events = events;
    if (this.failure !== undefined) throw new Error(this.failure);
  }
  async functionsIn() {
    return [{ name: "Open", line: 11, firstLine: 11, lastLine: 14 }];
  }
  async setBreakpoints(_api: string, breakpoints: readonly LineBreakpoint[]) {
    this.done.push(`breakpoints ${JSON.stringify(breakpoints)}`);
    return breakpoints.map((one, index) =>
      one.line === 11
        ? { id: index + 1, verified: true, line: 11 }
        : { id: index + 1, verified: false, message: "No FUNCTION or EVENT stands here." },
    );
  }
  async setPauseOn(pauseOn: readonly PauseOn[]) {
    this.done.push(`pause on ${pauseOn.join(",")}`);
  }
  open: readonly SessionFacts[] = [facts];
  sessions() {
    return this.open;
  }
  session() {
    return facts;
  }
  async continue(session: number, step: boolean) {
    this.done.push(`continue ${session} ${step}`);
  }
  async stop(everything: boolean) {
    this.done.push(everything ? "stop" : "leave");
  }
}

let engine: FakeEngine;
let server: Server;
let client: DebugClient;

beforeEach(async () => {
  engine = new FakeEngine();
  server = createServer((socket) => {
    const session = new ApiDebugSession(engine);
    session.setRunAsServer(true);
    session.start(socket, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  client = new DebugClient("", "", "legato-api");
  await client.start(typeof address === "object" && address !== null ? address.port : 0);
});

afterEach(async () => {
  await client.stop();
  await new Promise((resolve) => server.close(resolve));
});

async function launched(): Promise<void> {
  await Promise.all([
    client.waitForEvent("initialized").then(() => client.configurationDoneRequest()),
    client.initializeRequest().then(() => client.launchRequest({})),
  ]);
}

async function stopped(): Promise<void> {
  await launched();
  const event = client.waitForEvent("stopped");
  engine.events?.stopped(stop);
  await event;
}

test("breakpoints are set before anything starts, at functions only", async () => {
  await client.initializeRequest();
  const launch = client.launchRequest({});
  await client.waitForEvent("initialized");
  const { body } = await client.setBreakpointsRequest({
    source: { path: "/w/printer.api" },
    breakpoints: [{ line: 12, condition: 'name == "abc"', hitCondition: "2", logMessage: "{name}" }, { line: 3 }],
  });
  expect(body.breakpoints).toMatchObject([
    { verified: true, line: 12 },
    { verified: false, message: "No FUNCTION or EVENT stands here." },
  ]);
  expect(engine.done).toEqual([
    'breakpoints [{"line":11,"condition":"name == \\"abc\\"","hitCondition":"2","logMessage":"{name}"},{"line":2}]',
  ]);
  await client.configurationDoneRequest();
  await launch;
  expect(engine.done.at(-1)).toBe("launch");
});

test("a held message: its session is the thread, its function the frame", async () => {
  await stopped();
  expect((await client.threadsRequest()).body.threads).toEqual([{ id: 7, name: "printClient 4130 · printer" }]);
  const { stackFrames } = (await client.stackTraceRequest({ threadId: 7 })).body;
  expect(stackFrames).toMatchObject([
    { name: "Open (request)", line: 12, source: { name: "printer.api", path: "/w/printer.api" } },
  ]);
  const { scopes } = (await client.scopesRequest({ frameId: stackFrames[0]?.id ?? 0 })).body;
  expect(scopes.map((one) => one.name)).toEqual(["Request", "Session", "Resources"]);
  const read = async (reference: number) =>
    (await client.variablesRequest({ variablesReference: reference })).body.variables;
  const request = await read(scopes[0]?.variablesReference ?? 0);
  expect(request.map((one) => `${one.name} = ${one.value}`)).toEqual([
    'name = "abc"',
    "paper = {…}",
    "copies = 12 (0xc)",
  ]);
  const paper = await read(request[1]?.variablesReference ?? 0);
  expect(paper.map((one) => `${one.name} = ${one.value}`)).toEqual(['size = "A4"', "sheets = [2]"]);
  expect((await read(paper[1]?.variablesReference ?? 0)).map((one) => one.value)).toEqual(["1", "2"]);
  expect((await read(scopes[2]?.variablesReference ?? 0)).map((one) => one.name)).toEqual(["Job 0x1001"]);
});

test("values are evaluated by their path", async () => {
  await stopped();
  const value = async (expression: string) => (await client.evaluateRequest({ expression, frameId: 7 })).body.result;
  expect(await value("name")).toBe('"abc"');
  expect(await value("paper.sheets[1]")).toBe("2");
  await expect(value("nothing")).rejects.toThrow("There is no value 'nothing'");
});

test.each([
  ["continue", false, () => client.continueRequest({ threadId: 7 })],
  ["step over", true, () => client.nextRequest({ threadId: 7 })],
  ["step into", true, () => client.stepInRequest({ threadId: 7 })],
  ["step out", false, () => client.stepOutRequest({ threadId: 7 })],
])("%s lets the held session go, and no other; to its next message: %s", async (_what, steps, go) => {
  await stopped();
  await go();
  expect(engine.done.at(-1)).toBe(`continue 7 ${steps}`);
});

test("a session that continues leaves the others as they are", async () => {
  await stopped();
  expect((await client.continueRequest({ threadId: 7 })).body).toEqual({ allThreadsContinued: false });
});

test("sessions come and go as threads", async () => {
  await launched();
  const started = client.waitForEvent("thread");
  engine.events?.sessionOpened(facts);
  expect((await started).body).toEqual({ reason: "started", threadId: 7 });
  const exited = client.waitForEvent("thread");
  engine.events?.sessionEnded(facts);
  expect((await exited).body).toEqual({ reason: "exited", threadId: 7 });
});

test("the thread of a held session that ends stays until it is let go", async () => {
  await stopped();
  const gone: number[] = [];
  client.on("thread", ({ body }: { body: { reason: string; threadId: number } }) => {
    if (body.reason === "exited") gone.push(body.threadId);
  });
  engine.open = [];
  engine.events?.sessionEnded(facts);
  expect((await client.threadsRequest()).body.threads).toHaveLength(1);
  expect(gone).toEqual([]);
  const continued = client.waitForEvent("continued");
  engine.events?.continued(7);
  expect((await continued).body).toEqual({ threadId: 7, allThreadsContinued: false });
  await expect.poll(() => gone).toEqual([7]);
  expect((await client.threadsRequest()).body.threads).toEqual([]);
});

test("a session that is over is shown where it took what it left, and its thread goes when it is let go", async () => {
  await launched();
  engine.open = [];
  const end = { cause: "signal", code: null, signal: "SIGKILL", at: "2026-01-01T14:00:02.000Z", message: "" } as const;
  const over: SessionFacts = { ...facts, state: "ended", leak: "suspect", end };
  const event = client.waitForEvent("stopped");
  engine.events?.stopped({ ...stop, reason: "leak", breakpoints: [], at: "end", request: null, facts: over });
  expect((await event).body).toMatchObject({ reason: "exception", description: "Session ended, 1 Job left" });
  expect((await client.customRequest("exceptionInfo", { threadId: 7 })).body).toMatchObject({
    exceptionId: "Session ended, 1 Job left",
    description: expect.stringMatching(/^printClient 4130 · printer: killed by SIGKILL at .*, leak: still held 1 Job$/),
  });
  expect((await client.stackTraceRequest({ threadId: 7 })).body.stackFrames).toMatchObject([
    { name: "Session ended, 1 Job left", line: 12, source: { path: "/w/printer.api" } },
  ]);
  const exited = client.waitForEvent("thread");
  await client.continueRequest({ threadId: 7 });
  expect((await exited).body).toEqual({ reason: "exited", threadId: 7 });
  expect((await client.threadsRequest()).body.threads).toEqual([]);
});

test.each([
  ["open", "entry", "Session opened"],
  ["end", "pause", "Session ended"],
] as const)("a pause on %s is no exception", async (reason, shown, description) => {
  await launched();
  const event = client.waitForEvent("stopped");
  engine.events?.stopped({ ...stop, reason });
  expect((await event).body).toMatchObject({ reason: shown, description });
});

test("exception breakpoints", async () => {
  await launched();
  await client.setExceptionBreakpointsRequest({ filters: ["leak", "open"] });
  expect(engine.done.at(-1)).toBe("pause on open,leak");
});

test("a start that fails says why, and ends what was begun", async () => {
  engine.failure = "No process can be started from /w/missing: it does not exist.";
  await client.initializeRequest();
  const launch = client.launchRequest({});
  await client.waitForEvent("initialized");
  await client.configurationDoneRequest();
  await expect(launch).rejects.toThrow("No process can be started from /w/missing");
  expect(engine.done).toEqual(["launch", "stop"]);
});

test("pause says what can be done instead", async () => {
  await launched();
  await expect(client.pauseRequest({ threadId: 7 })).rejects.toThrow("set a breakpoint on a FUNCTION or EVENT");
});

test("output keeps its process' name and ends its line", async () => {
  await launched();
  const output = client.waitForEvent("output");
  engine.events?.output("[printServer] ready", "stdout");
  expect((await output).body).toMatchObject({ category: "stdout", output: "[printServer] ready\n" });
});

test("what a breakpoint says leads to its line", async () => {
  await launched();
  const output = client.waitForEvent("output");
  engine.events?.output("client 4130 opens abc", "console", { api: "/w/printer.api", line: 11 });
  expect((await output).body).toMatchObject({
    output: "client 4130 opens abc\n",
    source: { name: "printer.api", path: "/w/printer.api" },
    line: 12,
  });
});

test("terminate and disconnect stop the engine once", async () => {
  await launched();
  await client.terminateRequest();
  await client.disconnectRequest();
  expect(engine.done).toEqual(["launch", "stop"]);
});

test.each([
  [{}, "leave"],
  [{ terminateDebuggee: false }, "leave"],
  [{ terminateDebuggee: true }, "stop"],
])("a disconnect with %j: %s", async (args, done) => {
  await launched();
  await client.disconnectRequest(args);
  expect(engine.done).toEqual(["launch", done]);
});

test("when nothing is left to debug the engine is stopped, and the session says that it is over", async () => {
  await launched();
  const over = client.waitForEvent("terminated");
  engine.events?.terminated();
  await over;
  expect(engine.done).toEqual(["launch", "stop"]);
});
