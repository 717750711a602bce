import type { ServiceFacts, SessionFacts, SessionsSnapshot } from "@legato-api/runtime/inspector-protocol";
import { expect, test } from "vitest";
import { acquiredIn, acquiredSummary } from "./acquired.ts";
import { SessionsStore } from "./store.ts";

const printer: ServiceFacts = {
  id: 1,
  interface: "printer",
  protocolId: "abc",
  api: "/w/printer.api",
  server: { pid: 4121, name: "printServer", uid: 1000 },
  closeHandler: "missing",
  evidence: [],
  relayed: true,
  advertised: true,
};

function session(id: number, acquiredBy: readonly string[], end: SessionFacts["end"] = null): SessionFacts {
  const at = "2026-01-01T14:00:00.000Z";
  return {
    id,
    interface: "printer",
    service: 1,
    client: { pid: 4129 + id, name: "printClient", commandLine: ["printClient"], uid: 1000 },
    binding: "same name",
    openedAt: at,
    lastActivity: at,
    calls: 1,
    events: 0,
    bytes: 1,
    outstanding: 0,
    state: end === null ? "open" : "ended",
    held: acquiredBy.map((name, index) => ({
      type: name === "Lock" ? "lock" : "Job",
      reference: name === "Lock" ? null : index,
      acquiredBy: name,
      arguments: {},
      at,
    })),
    heldCount: acquiredBy.length,
    unseen: 0,
    leak: "none",
    freed: null,
    warning: null,
    end,
  };
}

function summaries(snapshot: SessionsSnapshot): readonly string[] {
  const store = new SessionsStore();
  store.reset(snapshot, 1);
  return acquiredIn(store).map((one) => `${one.function}: ${acquiredSummary(one)} (${one.sessions.join(", ")})`);
}

test("what clients hold is counted for the function that acquired it, ended sessions left out", () => {
  const ended = session(4, ["Open"], { cause: "signal", code: null, signal: "SIGKILL", at: "", message: "" });
  const sessions = [session(1, ["Open", "Lock", "Open"]), session(2, ["Open"]), session(3, [])];
  expect(summaries({ services: [{ ...printer, sessions }], waiting: [], ended: [ended] })).toEqual([
    "Open: 2 clients hold 3 Job (1, 2)",
    "Lock: 1 client holds 1 lock (1)",
  ]);
});

test("nothing is said of a service whose .api is not known", () => {
  const services = [{ ...printer, api: null, sessions: [session(1, ["Open"])] }];
  expect(summaries({ services, waiting: [], ended: [] })).toEqual([]);
});
