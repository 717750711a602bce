/** Killing clients on purpose, live: services in TypeScript that free, forget, keep their own books, or die. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { InspectorConnection } from "./connection.ts";
import { KEEPS, LiveRuntime } from "./testing/live.ts";

let live: LiveRuntime;

beforeEach(() => {
  live = new LiveRuntime();
});

afterEach(() => live.stop());

describe("a crash on purpose", () => {
  const crash = (inspector: InspectorConnection, more: object = {}) =>
    inspector.request("crash", {
      interface: "everything",
      calls: [{ function: "Open", arguments: { name: "abc" } }],
      ...more,
    });

  test("of a service in TypeScript tells exactly what it freed", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    const report = await crash(inspector);
    expect(report).toMatchObject({
      verdict: "freed",
      server: { alive: true },
      whileHeld: { acquired: true },
      after: { acquired: true },
      clients: [{ attempt: { acquired: true }, end: { cause: "signal", signal: "SIGKILL" }, freed: { kept: [] } }],
    });
    expect(report.clients[0]?.freed?.freed).toEqual([
      { type: "Item", reference: report.clients[0]?.attempt.values?.["result"] },
    ]);
    // The dead client's reference was never given to Close, and what the second one got was given back by itself.
    await live.relay.count("ended", 3);
    const ended = await inspector.request("sessions/history", {});
    expect(ended).toHaveLength(3);
    expect(ended.map(({ leak }) => leak)).toEqual(["none", "none", "none"]);
  });

  test("of one that forgets tells exactly what it kept", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector, KEEPS);
    const report = await crash(inspector, { times: 3, signal: "SIGTERM" });
    expect(report.verdict).toBe("leaked");
    expect(report.summary).toMatch(/says itself that it still keeps 3/);
    expect(report.clients.map(({ end }) => end?.signal)).toEqual(["SIGTERM", "SIGTERM", "SIGTERM"]);
  });

  test.each([
    ["exclusive and freed", `open: () => (taken ? 0 : (taken = 5)), onClose() { taken = 0; }`, {}, "freed"],
    [
      "exclusive and freed late",
      `open: () => (taken ? 0 : (taken = 5)), onClose() { setTimeout(() => { taken = 0; }, 50); }`,
      {},
      "freed",
    ],
    ["exclusive and not freed", `open: () => (taken ? 0 : (taken = 5))`, {}, "leaked"],
    [
      "limited and not freed",
      `open: () => (++taken > 6 ? 0 : 2 * taken + 1), close() { taken--; }`,
      { times: 9 },
      "leaked",
    ],
    ["without a limit", `open: () => 2 * ++taken + 1`, {}, "notObservable"],
    ["that never gives anything", `open: () => 0`, {}, "notAcquired"],
    ["that dies of it", `open: () => 2 * ++taken + 1, onClose() { process.exit(3); }`, {}, "serverDied"],
    ["that dies after its answer", `open() { setTimeout(() => process.exit(3), 5); return 5; }`, {}, "serverDied"],
    ["that hangs up", `open() { throw new Error("no"); }`, {}, "notAcquired"],
  ])(
    "of a server that keeps its own books (%s) tells only what shows",
    async (_what, implementation, more, verdict) => {
      await live.start();
      const inspector = await live.inspect();
      await live.serve(inspector, implementation);
      const report = await crash(inspector, more);
      expect([report.verdict, report.summary]).toEqual([verdict, expect.any(String)]);
      expect(report.server.alive).toBe(verdict !== "serverDied");
    },
  );

  test("cannot be done to nobody, or with a signal that kills nobody", async () => {
    await live.start();
    const inspector = await live.inspect();
    await expect(crash(inspector)).rejects.toThrow("Nobody serves 'everything' now");
    await live.serve(inspector);
    await expect(crash(inspector, { signal: "SIGSTOP" })).rejects.toThrow("SIGSTOP kills nobody");
    await expect(crash(inspector, { calls: [{ function: "Opne", arguments: {} }] })).rejects.toThrow(
      "everything has no FUNCTION 'Opne'",
    );
    await expect(crash(inspector, { calls: [] })).rejects.toThrow("at least one");
  });

  test("with arguments that cannot be sent is said before anybody is started", async () => {
    await live.start();
    const inspector = await live.inspect();
    await live.serve(inspector);
    for (const [args, problem] of [
      [{}, "Open(string name[8]): 'name' is missing"],
      [{ name: "123456789" }, "'name'"],
    ] as const) {
      const calls = [{ function: "Open", arguments: args }];
      await expect(crash(inspector, { calls })).rejects.toThrow(problem);
    }
    expect(await inspector.request("sessions/list", {})).toMatchObject({ services: [{ sessions: [] }], ended: [] });
  });
});
