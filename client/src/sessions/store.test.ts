import type { SessionsChange, SessionsSnapshot } from "@legato-api/runtime/inspector-protocol";
import { beforeEach, expect, test } from "vitest";
import { SessionsStore } from "./store.ts";
import { printerFacts, START, sessionFacts } from "./testing/facts.ts";

const ended = (id: number, milliseconds: number) =>
  sessionFacts({
    id,
    state: "ended",
    end: { cause: "closed", code: null, signal: null, at: new Date(START + milliseconds).toISOString(), message: "" },
  });
const waiting = (id: number): SessionsSnapshot["waiting"][number] => ({
  id,
  interface: "scanner",
  client: { pid: id, name: "scan", commandLine: [], uid: 0 },
  since: "",
  reason: "no binding",
  detail: "",
  suggestions: [],
});
const snapshot: SessionsSnapshot = {
  services: [{ ...printerFacts, sessions: [sessionFacts({ id: 2 }), sessionFacts({ id: 1 })] }],
  waiting: [waiting(8)],
  ended: [ended(3, 10), ended(5, 20), ended(4, 20)],
};
const nothing: Omit<SessionsChange, "revision"> = {
  services: [],
  sessions: [],
  waiting: [],
  removedServices: [],
  removedSessions: [],
  removedWaiting: [],
};

let store: SessionsStore;

beforeEach(() => {
  store = new SessionsStore();
  store.reset(snapshot, 1);
});

const ids = (all: readonly { readonly id: number }[]): readonly number[] => all.map(({ id }) => id);
const content = () => [store.services(), store.open(1), store.ended(), store.waiting()].map(ids);

test("what is open is in order of its beginning, what has ended in that of its end, the last first", () => {
  expect(content()).toEqual([[1], [1, 2], [5, 4, 3], [8]]);
});

test("another snapshot takes the place of all there was", () => {
  store.reset({ services: [{ ...printerFacts, id: 6, sessions: [] }], waiting: [], ended: [] }, 1);
  expect(content()).toEqual([[6], [], [], []]);
});

test("nothing is left when the runtime is", () => {
  store.clear();
  expect(content()).toEqual([[], [], [], []]);
});

test("a change takes away, adds and replaces", () => {
  const change = { services: [], sessions: [ended(2, 30)], waiting: [waiting(9)], removedWaiting: [8] };
  expect(store.apply({ ...nothing, ...change, revision: 2, removedSessions: [5] })).toBe(true);
  expect(content()).toEqual([[1], [1], [2, 4, 3], [9]]);
  expect(store.apply({ ...nothing, revision: 3, removedServices: [1] })).toBe(true);
  expect(content()).toEqual([[], [1], [2, 4, 3], [9]]);
});

test("a change that comes after one that is missing changes nothing", () => {
  expect(store.apply({ ...nothing, revision: 3, removedServices: [1] })).toBe(false);
  expect(content()).toEqual([[1], [1, 2], [5, 4, 3], [8]]);
});

test("what the status bar counts: open sessions, leaks that are certain, clients that wait", () => {
  const leaked = { ...ended(6, 30), leak: "suspect" } as const;
  const maybe = { ...ended(7, 30), leak: "possible" } as const;
  store.apply({ ...nothing, revision: 2, sessions: [leaked, maybe] });
  expect(store.counts()).toEqual({ open: 2, leaks: 1, waiting: 1 });
});
