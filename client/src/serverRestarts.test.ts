import { expect, test } from "vitest";
import { ServerRestarts } from "./serverRestarts.ts";

test("a server that is killed ten times comes back ten times; one that dies on and on is left alone", () => {
  const restarts = new ServerRestarts();
  const answers = Array.from({ length: 12 }, (_, death) => restarts.mayRestart(death * 500));
  expect(answers).toEqual([...Array.from({ length: 10 }, () => true), false, false]);
});

test("deaths of long ago do not count", () => {
  const restarts = new ServerRestarts();
  for (let hour = 0; hour < 50; hour++) expect(restarts.mayRestart(hour * 3_600_000)).toBe(true);
});
