import type { SessionFacts, SessionsSnapshot } from "@legato-api/runtime/inspector-protocol";
import { expect, test } from "vitest";
import { acquiredIn, acquiredSummary } from "./acquired.ts";
import { SessionsStore } from "./store.ts";
import { printerFacts, sessionFacts } from "./testing/facts.ts";

function session(id: number, acquiredBy: readonly string[], end: SessionFacts["end"] = null): SessionFacts {
  const at = "2026-01-01T14:00:00.000Z";
  return sessionFacts({
    id,
    calls: 1,
    state: end === null ? "open" : "ended",
    held: acquiredBy.map((name, index) => ({
      type: name === "Lock" ? "lock" : "Job",
      reference: name === "Lock" ? null : index,
      acquiredBy: name,
      arguments: {},
      at,
    })),
    heldCount: acquiredBy.length,
    end,
  });
}

function summaries(snapshot: SessionsSnapshot): readonly string[] {
  const store = new SessionsStore();
  store.reset(snapshot, 1);
  return acquiredIn(store).map((one) => `${one.function}: ${acquiredSummary(one)} (${one.sessions.join(", ")})`);
}

test("what clients hold is counted for the function that acquired it, ended sessions left out", () => {
  const ended = session(4, ["Open"], { cause: "signal", code: null, signal: "SIGKILL", at: "", message: "" });
  const sessions = [session(1, ["Open", "Lock", "Open"]), session(2, ["Open"]), session(3, [])];
  expect(summaries({ services: [{ ...printerFacts, sessions }], waiting: [], ended: [ended] })).toEqual([
    "Open: 2 clients hold 3 Job (1, 2)",
    "Lock: 1 client holds 1 lock (1)",
  ]);
});

test("nothing is said of a service whose .api is not known", () => {
  const services = [{ ...printerFacts, api: null, sessions: [session(1, ["Open"])] }];
  expect(summaries({ services, waiting: [], ended: [] })).toEqual([]);
});
