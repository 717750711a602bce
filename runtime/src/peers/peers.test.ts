/** Services and clients in TypeScript with each other, through the real relay. */

import { spawnSync } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LiveRelay } from "../directory/testing/relay.ts";
import { startRelay } from "../directory/testing/relay.ts";
import type { FreedFacts } from "../sessions/facts.ts";
import { type Client, connect, type SessionEnding } from "./index.ts";
import { endingOf } from "./sessionEnd.ts";
import { EVERYTHING, type Everything, everythingService, type Items, until } from "./testing/everything.ts";

let relay: LiveRelay;
let lost = 0;
const printed: string[] = [];
const freed: FreedFacts[] = [];
const clients: Client<Everything>[] = [];

beforeEach(async () => {
  relay = await startRelay();
  lost = 0;
  printed.length = 0;
  freed.length = 0;
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.$close()));
  await relay.stop();
});

async function serve(items: Items): Promise<Items> {
  await items.service.serve({
    folder: relay.folder,
    endOf: async (id): Promise<SessionEnding> =>
      endingOf((await relay.until("ended", ({ session }) => session === id)).end),
    closed: (_session, facts) => facts && freed.push(facts),
    directoryLost: () => {
      lost += 1;
    },
    print: (line) => printed.push(line),
  });
  return items;
}

async function client(options: { wait?: boolean; name?: string } = {}): Promise<Client<Everything>> {
  const { wait = true, name = "everything" } = options;
  const connected = await connect<Everything>(name, { api: EVERYTHING, dir: relay.folder, wait });
  clients.push(connected);
  return connected;
}

describe("a call", () => {
  test("gives the result", async () => {
    await serve(everythingService());
    const peer = await client();
    expect(await peer.double({ value: 2n ** 40n })).toBe(2n ** 41n);
  });

  test("gives the result and the OUT values in one object, enums by name", async () => {
    await serve(everythingService());
    const peer = await client();
    expect(await peer.mix({ colour: "RED", sides: 3 })).toEqual({
      result: "LE_OK",
      mixed: "BLUE",
      name: "process",
      bytes: Uint8Array.of(3, 2, 3),
    });
    expect(await peer.move({ from: { x: 1, y: -2 }, by: [10, 20] })).toEqual({ to: { x: 11, y: 18 } });
  });

  test("passes a descriptor in and out", async () => {
    await serve(everythingService());
    const peer = await client();
    const folder = mkdtempSync(path.join(tmpdir(), "legato-peers-"));
    const fifo = path.join(folder, "fifo");
    expect(spawnSync("mkfifo", [fifo]).status).toBe(0);
    const input = openSync(fifo, "r+");
    const { result, output } = await peer.pass({ input });
    expect(result).toBe("LE_OK");
    expect(output).not.toBe(input);
    expect(fstatSync(output).ino).toBe(fstatSync(input).ino);
    closeSync(input);
    closeSync(output);
    rmSync(folder, { recursive: true });
  });

  test("calls a handler given to a FUNCTION back, once", async () => {
    await serve(everythingService());
    const peer = await client();
    const done = new Promise((resolve) => {
      peer.later({ number: 1, done: resolve });
    });
    expect(await done).toEqual({ result: "LE_BUSY" });
  });

  test("of many at once all get their own answer", async () => {
    await serve(everythingService());
    const peer = await client();
    const values = Array.from({ length: 500 }, (_, index) => BigInt(index));
    expect(await Promise.all(values.map((value) => peer.double({ value })))).toEqual(values.map((value) => value * 2n));
  });

  test.each([
    [{ name: "far too long for it" }, /Open: 'name'/],
    [{ name: 7 }, /Open: 'name'/],
  ])("with wrong values %j is refused here, and says why", async (args, message) => {
    await serve(everythingService());
    const peer = await client();
    await expect(Reflect.apply(peer.open, undefined, [args])).rejects.toThrow(message);
    expect(await peer.double({ value: 1n })).toBe(2n);
  });
});

describe("events", () => {
  test("reach the clients that added a handler for them, until they remove it", async () => {
    const { service } = await serve(everythingService());
    const one = await client();
    const two = await client();
    const heard: string[] = [];
    const registration = await one.$on("tick", ({ count, text }) => heard.push(`one ${count} ${text}`), { above: 5 });
    await two.$on("tick", ({ count }) => heard.push(`two ${count}`), { above: 100 });
    service.emit("tick", { count: 6, text: "six" });
    service.emit("tick", { count: 7, text: "" }, (args) => Reflect.get(Object(args), "above") === 5);
    await one.double({ value: 1n });
    await two.double({ value: 1n });
    expect(heard.toSorted()).toEqual(["one 6 six", "one 7 ", "two 6"]);
    await registration.remove();
    service.emit("tick", { count: 8, text: "" });
    await one.double({ value: 1n });
    await two.double({ value: 1n });
    expect(heard.toSorted()).toEqual(["one 6 six", "one 7 ", "two 6", "two 8"]);
  });

  test("may go to one session only", async () => {
    const { service } = await serve(everythingService());
    const one = await client();
    const two = await client();
    const heard: string[] = [];
    await one.$on("tick", () => heard.push("one"), { above: 1 });
    await two.$on("tick", () => heard.push("two"), { above: 1 });
    const [first] = service.sessions;
    first?.emit("tick", { count: 1, text: "x" });
    await one.double({ value: 1n });
    await two.double({ value: 1n });
    expect(heard).toEqual(["one"]);
  });

  test("that do not exist, or do not fit, are the caller's mistake, in words", async () => {
    const { service } = await serve(everythingService());
    const peer = await client();
    await peer.$on("tick", () => {}, { above: 1 });
    expect(() => service.emit("tock", {})).toThrow("everything has no event 'tock' (its events: tick)");
    expect(() => service.emit("tick", { count: -1, text: "" })).toThrow("AddTickHandler: 'count'");
    await expect(Reflect.apply(peer.$on, undefined, ["tock", () => {}])).rejects.toThrow("has no event 'tock'");
  });
});

describe("an error costs its caller the session, and nobody else anything", () => {
  test.each([
    ["a function that throws", (peer: Client<Everything>) => peer.fail({ how: "throw" }), "Error: on purpose"],
    ["a result that does not fit", (peer: Client<Everything>) => peer.fail({ how: "nan" }), "Fail: "],
    [
      "a function that is not implemented",
      (peer: Client<Everything>) => peer.missing(),
      "does not implement 'missing'",
    ],
  ])("%s", async (_what, fail, message) => {
    const { ends } = await serve(everythingService());
    const bystander = await client();
    const peer = await client();
    await expect(fail(peer)).rejects.toThrow("was closed by the service");
    await peer.$closed;
    expect(printed.join("\n")).toContain(message);
    expect(await bystander.double({ value: 4n })).toBe(8n);
    expect(ends).toEqual([{ cause: "server" }]);
    await expect(peer.double({ value: 1n })).rejects.toThrow("was closed");
  });

  test("onOpen that throws", async () => {
    const made = everythingService();
    const { ends } = await serve(made);
    const bystander = await client();
    made.unwelcome = 1;
    await expect(client()).rejects.toThrow("closed the connection without an answer");
    expect(printed).toEqual([expect.stringContaining("could not be let in: Error: not welcome")]);
    expect(await bystander.double({ value: 4n })).toBe(8n);
    expect(await (await client()).double({ value: 4n })).toBe(8n);
    expect(ends).toEqual([]);
  });

  test("session.close does the same, with a reason", async () => {
    await serve(everythingService());
    const peer = await client();
    await expect(peer.close({ item: 5 })).rejects.toThrow("was closed by the service");
  });
});

describe("the close handler", () => {
  test("knows a clean close, and frees what the client held", async () => {
    const { ends, items } = await serve(everythingService());
    const peer = await client();
    const item = await peer.open({ name: "a" });
    await peer.open({ name: "b" });
    await peer.close({ item });
    expect(items.size).toBe(1);
    await peer.$close();
    await relay.until("ended");
    await until(() => freed.length === 1);
    expect(ends).toEqual([{ cause: "closed" }]);
    expect(items.size).toBe(0);
    expect(freed).toEqual([{ freed: [{ type: "Item", reference: expect.any(Number) }], kept: [] }]);
  });

  test("that forgets is told on by the service itself", async () => {
    const { items } = await serve(everythingService("forgets"));
    const peer = await client();
    const reference = await peer.open({ name: "a" });
    await peer.$close();
    await until(() => freed.length === 1);
    expect(freed).toEqual([{ freed: [], kept: [{ type: "Item", reference }] }]);
    expect(items.size).toBe(1);
  });

  test("that is not there is known", () => {
    expect(everythingService("bare").service.hasCloseHandler).toBe(false);
    expect(everythingService("frees").service.hasCloseHandler).toBe(true);
  });
});

describe("a service", () => {
  test("learns who its client truly is, though the relay is in between", async () => {
    const { service } = await serve(everythingService());
    await client();
    const [session] = service.sessions;
    expect(session?.client).toEqual({ pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
  });

  test("under another name is reached by that name", async () => {
    await serve(everythingService("frees", "app.comp.other"));
    expect(await (await client({ name: "app.comp.other" })).double({ value: 3n })).toBe(6n);
  });

  test("advertised twice is told that it cannot be", async () => {
    await serve(everythingService());
    await serve(everythingService());
    await until(() => lost === 1);
  });

  test("notices that the directory has gone", async () => {
    await serve(everythingService());
    await relay.stop();
    await until(() => lost === 1);
    relay = await startRelay();
  });

  test("with a misspelt function is refused when it is defined", async () => {
    const { service: define } = await import("./service.ts");
    const url = new URL(`file://${EVERYTHING}`).href;
    expect(() => Reflect.apply(define, undefined, [{ url }, "everything.api", { oepn: () => 1 }])).toThrow(
      /implements 'oepn', which .*everything.api does not have \(it has open, close, double/,
    );
    expect(() => define({ url }, "nothing.api", {})).toThrow(/nothing.api cannot be read/);
  });
});

describe("connect", () => {
  test("waits for a service that comes later", async () => {
    const waiting = client();
    await relay.until("waiting");
    await serve(everythingService());
    expect(await (await waiting).double({ value: 1n })).toBe(2n);
  });

  test("does not wait when it shall not", async () => {
    await expect(client({ wait: false })).rejects.toThrow(/'everything' was refused: LE_/);
  });

  test("says that there is no directory, and what to do", async () => {
    await expect(connect<Everything>("everything", { api: EVERYTHING, dir: "/nowhere" })).rejects.toThrow(
      "No service directory answers in /nowhere (ENOENT: no such file or folder): start one with 'legato-api runtime'",
    );
  });

  test("finds the .api by its name in LEGATO_API_PATH", async () => {
    await serve(everythingService());
    process.env["LEGATO_API_PATH"] = path.dirname(EVERYTHING);
    try {
      const peer = await connect<Everything>("everything", { dir: relay.folder });
      expect(await peer.double({ value: 1n })).toBe(2n);
      await peer.$close();
    } finally {
      delete process.env["LEGATO_API_PATH"];
    }
  });

  test("says that there is no .api, and how to name one", async () => {
    await expect(connect("unheardOf", { dir: relay.folder })).rejects.toThrow(
      /There is no unheardOf\.api in .*: name the file with the option 'api', or set LEGATO_API_PATH/,
    );
  });
});

test("the types written by hand for this test are those that are generated", async () => {
  const { typescriptTypes } = await import("@legato-api/language");
  const { loadApi } = await import("../interfaces/loadApi.ts");
  const loaded = loadApi(EVERYTHING);
  if (!loaded.ok) throw new Error(loaded.problem);
  const generated = typescriptTypes(loaded.api.interface);
  const written = readFileSync(path.join(import.meta.dirname, "testing/everything.ts"), "utf8");
  const members = (text: string) => [...text.matchAll(/^ {4}(\w+)\(args/gm)].map(([, name]) => name);
  expect(members(written)).toEqual(members(generated));
});
