import { expect, test } from "vitest";
import { trendOf } from "./memory.ts";

const wobble = (x: number): number => [0, 3, -2, 1, -3][x % 5] ?? 0;

test.each<[what: string, marks: readonly number[], flat: boolean]>([
  ["a level with noise", Array.from({ length: 60 }, (_, x) => 1000 + wobble(x)), true],
  ["a warm-up and then a level", Array.from({ length: 60 }, (_, x) => Math.min(x * 100, 1800) + wobble(x)), true],
  ["a slow leak under noise", Array.from({ length: 60 }, (_, x) => 1000 + 4 * x + wobble(x)), false],
  ["a fall", Array.from({ length: 60 }, (_, x) => 1000 - 5 * x), true],
])("%s", (_what, marks, flat) => {
  expect(trendOf(marks, 0.05).flat).toBe(flat);
});
