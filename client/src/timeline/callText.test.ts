import { expect, test } from "vitest";
import { timeText, valuesText } from "./callText.ts";

test("a reference of the session is written as everywhere else, other numbers as they are", () => {
  const values = { job: 0x1001, pages: 4096, sizes: [0x1001, 7, "A5"], of: { last: 0x1001, none: null } };
  expect(valuesText(values, new Set([0x1001]))).toBe(
    '{"job":0x1001,"pages":4096,"sizes":[0x1001,7,"A5"],"of":{"last":0x1001,"none":null}}',
  );
  expect(valuesText({ result: 0x1001 }, new Set())).toBe('{"result":4097}');
  expect(valuesText(null, new Set())).toBe("");
});

test("the time is that of the place, as in the diagram", () => {
  const iso = "2026-01-01T14:02:11.083Z";
  const local = new Date(iso).toTimeString().slice(0, 8);
  expect(timeText(iso)).toBe(`${local}.083`);
});
