import { expect, test } from "vitest";
import type { Finding } from "./finding.ts";
import { FindingStore } from "./findingStore.ts";

const span = { start: 0, end: 1 };

function finding(path: string, ...alsoAt: readonly string[]): Finding {
  const shownAlsoAt = alsoAt.map((other) => ({ path: other, span, message: "here" }));
  return { rule: "r", severity: "warning", message: "m", path, span, related: [], shownAlsoAt };
}

test("a path shows what every check found at it, also what is shown there a second time", () => {
  const store = new FindingStore<string>();
  const [own, other] = [finding("/a.api"), finding("/a.c", "/a.api")];
  store.set("api:/a.api", [own]);
  store.set("component:/Component.cdef", [other]);
  expect(store.at("/a.api")).toEqual([own, other]);
  expect(store.at("/a.c")).toEqual([other]);
  expect([...store.takeTouched()].sort()).toEqual(["/a.api", "/a.c"]);
});

test("a check replaces what it found before, and both old and new places are touched", () => {
  const store = new FindingStore<string>();
  store.set("check", [finding("/old.c", "/a.api")]);
  store.takeTouched();
  store.set("check", [finding("/new.c")]);
  expect(store.at("/old.c")).toEqual([]);
  expect(store.at("/a.api")).toEqual([]);
  expect(store.at("/new.c")).toHaveLength(1);
  expect([...store.takeTouched()].sort()).toEqual(["/a.api", "/new.c", "/old.c"]);
  expect(store.takeTouched().size).toBe(0);
});

test("a check that finds nothing is no longer listed", () => {
  const store = new FindingStore<string>();
  store.set("check", [finding("/a.c")]);
  expect(store.checks()).toEqual(["check"]);
  store.set("check", []);
  expect(store.checks()).toEqual([]);
});
