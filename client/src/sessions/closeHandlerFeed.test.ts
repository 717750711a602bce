import type { CloseHandlerFacts, ServiceFacts } from "@legato-api/runtime/inspector-protocol";
import type { KnownService } from "@legato-api/server/protocol";
import { beforeEach, expect, test } from "vitest";
import type { LanguageServer, ServerHealth } from "../languageServer.ts";
import { CloseHandlerFeed, type FedLink, factsToTell } from "./closeHandlerFeed.ts";

const known: KnownService = {
  protocolId: "abc",
  interface: "printer",
  api: "/w/printer.api",
  closeHandler: "missing",
  evidence: ["/w/printServer.c:12"],
};
const registered: KnownService = { ...known, closeHandler: "registered", evidence: ["/w/printServer.c:40"] };

const running: ServiceFacts = {
  id: 1,
  interface: "printer",
  protocolId: "abc",
  api: "/w/printer.api",
  server: { pid: 4121, name: "printServer", uid: 1000 },
  closeHandler: "unknown",
  evidence: [],
  relayed: true,
  advertised: true,
};

/** A language server that knows `services`, and says so when it is asked. */
class FakeServer implements LanguageServer {
  readonly asked: unknown[] = [];
  services: readonly KnownService[] = [known];
  health: ServerHealth = "running";
  #changed: () => void = () => {};
  #healthTaken: (health: ServerHealth) => unknown = () => {};

  async request<Result>(_method: string, params: object): Promise<Result> {
    this.asked.push(params);
    return JSON.parse(JSON.stringify({ services: this.services }));
  }
  onNotification(_method: string, take: () => void) {
    this.#changed = take;
    return { dispose() {} };
  }
  readonly onHealth = (take: (health: ServerHealth) => unknown) => {
    this.#healthTaken = take;
    return { dispose() {} };
  };
  say(services: readonly KnownService[]): void {
    this.services = services;
    this.#changed();
  }
  restarted(): void {
    this.#healthTaken("running");
  }
}

class FakeLink implements FedLink<object> {
  state: FedLink<object>["state"] = { kind: "none" };
  running: readonly ServiceFacts[] = [];
  readonly store = { services: () => this.running };
  #changed: () => void = () => {};

  onChange(listener: () => void) {
    this.#changed = listener;
    return { dispose() {} };
  }
  become(state: FedLink<object>["state"]): void {
    this.state = state;
    this.#changed();
  }
  show(services: readonly ServiceFacts[]): void {
    this.running = services;
    this.#changed();
  }
}

let server: FakeServer;
let link: FakeLink;
let told: (readonly CloseHandlerFacts[])[];

beforeEach(() => {
  server = new FakeServer();
  link = new FakeLink();
  told = [];
  new CloseHandlerFeed({
    link,
    server,
    tell: async (_connection, facts) => told.push(facts),
    log: (line) => expect.fail(line),
  });
});

/** Everything under way here is settled promises. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("nobody is asked while no runtime is connected", async () => {
  server.say([registered]);
  server.restarted();
  await settled();
  expect(server.asked).toEqual([]);
  expect(told).toEqual([]);
});

test("a runtime is told on connect, and what changes after that, once", async () => {
  link.become({ kind: "connected", connection: {} });
  await settled();
  expect(told).toEqual([[known]]);
  server.say([known]);
  await settled();
  expect(told).toHaveLength(1);
  server.say([registered]);
  await settled();
  expect(told.slice(1)).toEqual([[registered]]);
  expect(server.asked).toEqual([{ watch: true }, { watch: true }, { watch: true }]);
});

test("the language server need not watch any more when the runtime has ended; another runtime is told anew", async () => {
  link.become({ kind: "connected", connection: {} });
  await settled();
  link.become({ kind: "lost" });
  await settled();
  expect(server.asked.at(-1)).toEqual({ watch: false });
  link.become({ kind: "connected", connection: {} });
  await settled();
  expect(told).toEqual([[known], [known]]);
});

test("a language server that was started anew is asked anew", async () => {
  link.become({ kind: "connected", connection: {} });
  await settled();
  server.services = [registered];
  server.restarted();
  await settled();
  expect(told).toEqual([[known], [registered]]);
});

test("a service that nobody knew about is worth one question", async () => {
  link.become({ kind: "connected", connection: {} });
  await settled();
  server.services = [known, { ...known, protocolId: "def" }];
  link.show([{ ...running, protocolId: "def" }]);
  await settled();
  expect(told.at(-1)).toEqual([{ ...known, protocolId: "def" }]);
  const asked = server.asked.length;
  link.show([{ ...running, protocolId: "def" }]);
  await settled();
  expect(server.asked).toHaveLength(asked);
});

test("what runs was built from an earlier .api: its id stays its component's", () => {
  const before = new Map([["abc printer", known]]);
  const rebuilt = { ...registered, protocolId: "def" };
  expect(factsToTell(before, [rebuilt])).toEqual([rebuilt, { ...registered, protocolId: "abc" }]);
});

test("a component that is gone says nothing any more, and what is unknown is not worth saying", () => {
  expect(factsToTell(new Map([["abc printer", known]]), [])).toEqual([
    { ...known, closeHandler: "unknown", evidence: [] },
  ]);
  expect(factsToTell(new Map(), [{ ...known, closeHandler: "unknown", evidence: [] }])).toEqual([]);
});
