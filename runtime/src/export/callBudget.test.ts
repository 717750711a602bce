import { expect, test } from "vitest";
import { CallBudget } from "./callBudget.ts";

test("a budget of calls is filled again by time, and saves up for one second only", () => {
  let now = 0;
  const budget = new CallBudget(() => now);
  const taken = (): number => {
    let count = 0;
    while (budget.take()) count += 1;
    return count;
  };
  expect(taken()).toBe(500);
  now = 100;
  expect(taken()).toBe(50);
  now = 1e6;
  expect(taken()).toBe(500);
});
