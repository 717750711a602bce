import { expect, test } from "vitest";
import { isAlive, references } from "./references.ts";

test("what became of a reference is told of those that a map has given out, and of no other number", () => {
  const [jobs, trays] = [references<string>(), references<string>()];
  const job = jobs.create("report");
  const tray = trays.create("upper");
  expect([job % 2, tray]).toEqual([1, job + 2]);
  expect(trays.delete(job)).toBe(false);
  expect(trays.delete(tray)).toBe(true);
  expect([jobs.get(job), trays.get(tray)]).toEqual(["report", undefined]);
  expect([isAlive(job), isAlive(tray)]).toEqual([true, false]);
  // Between them, after the last and before the first: a service may count for itself.
  expect([job + 1, tray + 2, 7].map(isAlive)).toEqual([undefined, undefined, undefined]);
});
