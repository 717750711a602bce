/** The gate: what it holds, how it lets go, and that a main thread that hangs stops nobody. */
import { describe, expect, it } from "vitest";
import type { LetGo } from "./events.ts";
import { Gates, type Holder, PATIENCE } from "./gate.ts";

const KEY = { interface: "printer", uid: 1000, direction: "toServer", messageId: 3 } as const;

function setUp() {
  const state = { now: 1000, beat: 1000 };
  const reports: LetGo[] = [];
  const went: number[] = [];
  const gates = new Gates(
    () => state.beat,
    () => state.now,
    (event) => reports.push(event),
  );
  const hold = (sessionId: number, changes: Partial<Holder> = {}) => {
    const ticket = gates.ticket();
    const gate = gates.of(KEY.uid, KEY.interface);
    const letGo = () => went.push(sessionId);
    gates.hold(ticket, { sessionId, direction: "toServer", gate, heldMessageId: 3, letGo, ...changes });
    return ticket;
  };
  return { state, reports, went, gates, hold };
}

describe("what is to be held", () => {
  it("is kept per service, direction and message, and survives the service", () => {
    const { gates } = setUp();
    gates.set(KEY, "hold");
    const gate = gates.of(1000, "printer");
    expect([...gate.toServer]).toEqual([3]);
    expect(gate.toClient.size).toBe(0);
    expect(gates.of(1001, "printer").toServer.size).toBe(0);
    expect(gates.of(1000, "printer")).toBe(gate);
    gates.set(KEY, "pass");
    expect(gate.toServer.size).toBe(0);
  });
});

describe("a held record", () => {
  it("goes on when its ticket is released, once, and others stay", () => {
    const { gates, hold, went, reports } = setUp();
    const first = hold(1);
    hold(2);
    gates.release(first);
    gates.release(first);
    gates.release(12345);
    expect(went).toEqual([1]);
    expect(reports).toEqual([]);
    expect(gates.holding).toBe(true);
  });

  it("goes on when its gate is opened, but not for another message, direction or service", () => {
    const { gates, hold, went, reports } = setUp();
    const ticket = hold(1);
    hold(2, { heldMessageId: 4 });
    hold(3, { direction: "toClient" });
    hold(4, { gate: gates.of(1000, "scanner") });
    gates.set(KEY, "pass");
    expect(went).toEqual([1]);
    expect(reports).toEqual([{ kind: "letGo", session: 1, ticket, why: "gateOpened" }]);
  });

  it("is reported when its session ends", () => {
    const { gates, hold, went, reports } = setUp();
    const ticket = hold(1);
    gates.drop(ticket);
    gates.drop(ticket);
    expect(went).toEqual([]);
    expect(reports).toEqual([{ kind: "letGo", session: 1, ticket, why: "sessionEnded" }]);
  });
});

describe("a main thread whose heartbeat stops", () => {
  it("holds nobody longer than the patience, and nothing more until it is back", () => {
    const { gates, hold, went, reports, state } = setUp();
    hold(1);
    hold(2);
    state.now += PATIENCE - 1;
    gates.check();
    expect(went).toEqual([]);
    expect(gates.timeLeft()).toBe(1);

    state.now += 1;
    gates.check();
    expect(went).toEqual([1, 2]);
    expect(reports.map(({ why }) => why)).toEqual(["noHeartbeat", "noHeartbeat"]);
    expect(gates.ticket()).toBe(0);

    state.beat = state.now;
    expect(gates.ticket()).toBeGreaterThan(0);
  });
});
