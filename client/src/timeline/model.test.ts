import type { CallFacts, SessionFacts } from "@legato-api/runtime/inspector-protocol";
import { expect, test } from "vitest";
import { printerFacts, START, sessionFacts } from "../sessions/testing/facts.ts";
import { MOST_CALLS, TimelineModel } from "./model.ts";

const at = (milliseconds: number): string => new Date(START + milliseconds).toISOString();
const all = { text: "" };

function session(id: number, over: Partial<SessionFacts> = {}): SessionFacts {
  return sessionFacts({ id, client: { pid: 100 + id, name: "client", commandLine: [], uid: 0 }, ...over });
}

function call(id: number, over: Partial<CallFacts> = {}): CallFacts {
  return {
    id,
    session: 1,
    kind: "call",
    function: "Open",
    at: at(id * 10),
    durationMs: 2,
    arguments: {},
    result: {},
    state: "done",
    acquired: [],
    released: [],
    ...over,
  };
}

const job = { type: "Job", reference: 0x1001 };

function model(): TimelineModel {
  const made = new TimelineModel();
  made.takeServices([printerFacts]);
  const ended = { cause: "signal", code: null, signal: "SIGKILL", at: at(90), message: "" } as const;
  made.takeSessions([session(1), session(2, { leak: "suspect", state: "ended", end: ended })]);
  made.takeCalls([
    call(1, { acquired: [job] }),
    call(2, { session: 2, acquired: [{ type: "Job", reference: 0x1003 }] }),
    call(3, { kind: "event", function: "PaperOut", durationMs: null }),
    call(4, { function: "Close", released: [job] }),
  ]);
  return made;
}

test("a server's lane is followed by those of its clients", () => {
  expect(
    model()
      .lanes(all)
      .map((one) => one.label),
  ).toEqual(["printer · printServer 4121", "client 101", "client 102"]);
});

test("another runtime's numbers are taken for nothing that was seen before", () => {
  const made = model();
  made.dropped = 3;
  made.clear();
  expect([made.calls, made.lanes(all), made.extent(), made.dropped]).toEqual([[], [], undefined, 0]);
  made.takeServices([printerFacts]);
  made.takeSessions([session(1)]);
  made.takeCalls([call(1, { function: "Close" })]);
  expect(made.calls.map((one) => one.function)).toEqual(["Close"]);
});

test("bars run from acquire to release; what is left at the end is a leak", () => {
  expect(model().bars(START, START + 100, all)).toEqual([
    { lane: "session:1", label: "Job 0x1001", start: START + 12, end: START + 42, leaked: false },
    { lane: "session:2", label: "Job 0x1003", start: START + 22, end: START + 90, leaked: true },
  ]);
});

test("marks of a span, in time order", () => {
  const kinds = (from: number, to: number): string[] =>
    model()
      .marks(START + from, START + to, all)
      .map((one) => `${one.kind} ${one.start - START}`);
  expect(kinds(0, 100)).toEqual(["open 0", "open 0", "call 10", "call 20", "event 30", "call 40", "end 90"]);
  expect(kinds(11, 21)).toEqual(["call 10", "call 20"]);
});

test("filters by client, interface and function", () => {
  expect(
    model()
      .marks(START, START + 100, { text: "paper" })
      .map((one) => one.kind),
  ).toEqual(["event"]);
  expect(
    model()
      .lanes({ text: "102" })
      .map((one) => one.label),
  ).toEqual(["printer · printServer 4121", "client 102"]);
});

test("filtered by a function, its calls have their lanes and what they acquired its bars", () => {
  const filter = { text: "open" };
  expect(
    model()
      .lanes(filter)
      .map((one) => one.label),
  ).toEqual(["printer · printServer 4121", "client 101", "client 102"]);
  expect(
    model()
      .bars(START, START + 100, filter)
      .map(({ label, end }) => [label, (end ?? 0) - START]),
  ).toEqual([
    ["Job 0x1001", 42],
    ["Job 0x1003", 90],
  ]);
  expect(
    model()
      .lanes({ text: "paper" })
      .map((one) => one.label),
  ).toEqual(["printer · printServer 4121", "client 101"]);
});

test.each([
  ["open", ["Open", "Open"]],
  ["102", ["Open"]],
  ["printer", ["Open", "Open", "PaperOut", "Close"]],
  ["nobody", []],
])("the calls that pass '%s'", (text, functions) => {
  expect(
    model()
      .callsPassing({ text })
      .map((one) => one.function),
  ).toEqual(functions);
});

test("a response completes the call that is known already", () => {
  const made = model();
  made.takeCalls([call(9, { state: "pending", durationMs: null })]);
  made.takeCalls([call(9, { durationMs: 5 })]);
  expect(made.calls.filter((one) => one.id === 9)).toMatchObject([{ durationMs: 5 }]);
});

test("what happened before the page was there comes after newer calls, and stands where it happened", () => {
  const made = new TimelineModel();
  made.takeServices([printerFacts]);
  made.takeSessions([session(1)]);
  made.takeCalls([call(7, { function: "Close", released: [job] }), call(8)]);
  made.takeCalls([call(6, { acquired: [job] }), call(7, { function: "Close", released: [job] })]);
  made.takeCalls([call(8, { durationMs: 5 })]);
  expect(made.calls.map(({ id, durationMs }) => [id, durationMs])).toEqual([
    [6, 2],
    [7, 2],
    [8, 5],
  ]);
  expect(made.bars(START, START + 100, all)).toMatchObject([{ label: "Job 0x1001", end: START + 72 }]);
});

test("the last ten thousand calls are kept, and later answers still find theirs", () => {
  const made = model();
  for (let id = 10; id < 30_000; id++) made.takeCalls([call(id)]);
  expect(made.calls).toHaveLength(MOST_CALLS);
  expect(made.calls.at(-1)?.id).toBe(29_999);
  made.takeCalls([call(29_999, { durationMs: 77 })]);
  expect(made.calls.at(-1)?.durationMs).toBe(77);
});

test("a session's references are those its calls acquire and those it holds", () => {
  const made = model();
  const held = [{ ...job, reference: 0x1007, acquiredBy: "Open", arguments: {}, at: at(0), certain: true }];
  made.takeSessions([session(3, { held })]);
  expect([1, 2, 3, 4].map((id) => [...made.referencesOf(id)])).toEqual([[0x1001], [0x1003], [0x1007], []]);
});

test("nothing to show has no extent", () => {
  expect(new TimelineModel().extent()).toBeUndefined();
  expect(model().extent()).toEqual({ from: START, to: START + 90 });
});

test("the table says of a call which of what it took was left behind", () => {
  const made = model();
  const lost = { type: "Job", reference: 0x1003, acquiredBy: "Open", arguments: {}, at: at(20), certain: true };
  const ended = { cause: "signal", code: null, signal: "SIGKILL", at: at(90), message: "" } as const;
  made.takeSessions([session(2, { leak: "suspect", state: "ended", end: ended, held: [lost], heldCount: 1 })]);
  expect(made.calls.map((one) => made.holdsOf(one))).toEqual([
    "+ Job 0x1001",
    "+ Job 0x1003, leaked",
    "",
    "− Job 0x1001",
  ]);
});
