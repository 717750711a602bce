import fc from "fast-check";
import { expect, test } from "vitest";
import { exactNumber, printJson } from "./json.ts";

test("what was printed is read again by any JSON parser", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(printJson(plain))).toEqual(plain);
    }),
  );
});

test("looks like JSON.stringify with two blanks", () => {
  const value = { a: [1, "x", null, [], {}], b: { c: true } };
  expect(printJson(value)).toBe(JSON.stringify(value, undefined, 2));
});

test("integers beyond doubles are exact", () => {
  expect(printJson([2n ** 64n, -(2n ** 63n)])).toBe("[\n  18446744073709551616,\n  -9223372036854775808\n]");
  expect([exactNumber(2n ** 53n - 1n), exactNumber(2n ** 53n), exactNumber(-7n)]).toEqual([
    2 ** 53 - 1,
    "9007199254740992",
    -7,
  ]);
});
