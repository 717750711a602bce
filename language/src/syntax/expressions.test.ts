/** Signs in values. Each verdict is the reference compiler's. */
import { describe, it } from "vitest";
import { expectMarked } from "../testing/markers.ts";

describe("a sign", () => {
  it.each(["-1", "- 1", "+1", "2 - -1", "2 + +1", "2--1"])("may stand before a number: %s", (value) => {
    expectMarked(`DEFINE A = ${value};`);
  });

  it("stands alone", () => {
    expectMarked(`
DEFINE A = --1;
//          ^ error[syntax-error]: Only one sign can stand before a number
DEFINE B = 2 - - - 1;
//               ^ error[syntax-error]: Only one sign can stand before a number
DEFINE C = 3;
`);
  });
});
