import type { WireValue } from "@legato-api/language";
import { describe, expect, test } from "vitest";
import { clippedToJson, type JsonValue, valueToJson } from "./values.ts";

const clip = (value: WireValue): JsonValue | undefined => clippedToJson({ value })["value"];

describe("a value as JSON", () => {
  test.each<[WireValue, JsonValue]>([
    [true, true],
    ["LE_OK", "LE_OK"],
    [-1.5, -1.5],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [2n ** 53n - 1n, 2 ** 53 - 1],
    [-(2n ** 53n), -(2 ** 53)],
    [2n ** 53n, "9007199254740992"],
    [-(2n ** 53n) - 1n, "-9007199254740993"],
    [Uint8Array.of(1, 255), [1, 255]],
    [
      [1n, 2n ** 60n],
      [1, "1152921504606846976"],
    ],
    [{ x: [{ y: Uint8Array.of(3) }] }, { x: [{ y: [3] }] }],
  ])("%s", (value, json) => {
    expect(valueToJson(value)).toEqual(json);
    expect(clip(value)).toEqual(json);
  });
});

describe("a value that is kept", () => {
  test("has a text of 256 characters whole, and of a longer one the beginning", () => {
    expect([256, 257].map((length) => clip("x".repeat(length)))).toEqual(["x".repeat(256), `${"x".repeat(256)}…`]);
  });

  test("has 64 elements whole, and of more the first, with how many are left out", () => {
    const numbers = Array.from({ length: 66 }, (_, index) => index);
    for (const of of [(list: number[]) => list, (list: number[]) => Uint8Array.from(list)]) {
      expect(clip(of(numbers.slice(0, 64)))).toEqual(numbers.slice(0, 64));
      expect(clip(of(numbers))).toEqual([...numbers.slice(0, 64), "… 2 more"]);
    }
  });

  test("is cut inside of what it holds too", () => {
    expect(clip({ texts: ["x".repeat(300)] })).toEqual({ texts: [`${"x".repeat(256)}…`] });
  });
});
