import { describe, expect, it } from "vitest";
import { isRegress, line, page } from "./benchReport.mjs";

const time = { what: "parse", value: 12.345, unit: "ms", target: 16 };
const ratio = { what: "parse against read", value: 20, unit: "x", target: 25 };
const columns = (text: string) => text.trim().split(/ {2,}/);

describe("a row of a benchmark", () => {
  it("shows the value, the target and the last value", () => {
    expect(columns(line(time, { ...time, value: 11 }))).toEqual(["parse", "12.3 ms", "16.0 ms", "11.0 ms"]);
    expect(columns(line({ what: "size", value: 1234, unit: "kB" }, undefined))).toEqual(["size", "1234 kB"]);
  });

  it("says that a target is missed: a time above it, a speed below it", () => {
    expect(line({ ...time, value: 17 }, undefined)).toContain("16.0 ms MISSED");
    expect(line({ what: "speed", value: 9, unit: "MB/s", target: 10 }, undefined)).toContain("10.0 MB/s MISSED");
    expect(line({ what: "speed", value: 11, unit: "MB/s", target: 10 }, undefined)).not.toContain("MISSED");
  });

  it("is a regress when a ratio is more than a quarter worse than it was", () => {
    expect(isRegress({ ...ratio, value: 25.1 }, ratio)).toBe(true);
    expect(isRegress({ ...ratio, value: 24.9 }, ratio)).toBe(false);
    expect(isRegress(ratio, undefined)).toBe(false);
    expect(isRegress({ ...time, value: 100 }, time)).toBe(false);
  });
});

it("the page names the machine, what is measured, and each row", () => {
  const text = page(
    { machine: "2 x Fast", corpora: { "the example": { frontEnd: [time, ratio] } } },
    { frontEnd: "Parse and check." },
  );
  expect(text).toContain("Machine: 2 x Fast.");
  expect(text).toContain(
    "### frontEnd\n\nParse and check.\n\n| what | value | target |\n|---|---|---|\n| parse | 12.3 ms | 16.0 ms |",
  );
});
