import { expect, test } from "vitest";
import { RecentlyUsed } from "./recentlyUsed.ts";

test("what was used longest ago falls out when the weight is too much", () => {
  const map = new RecentlyUsed<string, number>(10);
  map.set("a", 1, 4);
  map.set("b", 2, 4);
  expect(map.get("a")).toBe(1);
  map.set("c", 3, 4);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
});

test("the newest stays however heavy, and a replaced value counts once", () => {
  const map = new RecentlyUsed<string, number>(10);
  map.set("a", 1, 100);
  expect(map.get("a")).toBe(1);
  map.set("a", 2, 1);
  map.set("b", 3, 9);
  expect([map.get("a"), map.get("b")]).toEqual([2, 3]);
  map.delete("a");
  map.clear();
  expect(map.get("b")).toBeUndefined();
});
