import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineMap } from "./lineMap.ts";

describe("lines of a text", () => {
  it("end at LF, CR LF and a lone CR", () => {
    const lines = new LineMap("a\nbc\r\nd\re");
    expect(lines.lineCount).toBe(4);
    expect([0, 1, 2, 4, 5, 6, 7, 8, 9].map((offset) => lines.positionAt(offset))).toEqual([
      { line: 0, character: 0 },
      { line: 0, character: 1 },
      { line: 1, character: 0 },
      { line: 1, character: 2 },
      { line: 1, character: 3 },
      { line: 2, character: 0 },
      { line: 2, character: 1 },
      { line: 3, character: 0 },
      { line: 3, character: 1 },
    ]);
  });

  it("count an emoji as two characters, as the protocol does", () => {
    expect(new LineMap("😀x").positionAt(2)).toEqual({ line: 0, character: 2 });
  });

  it("are there in an empty text", () => {
    const lines = new LineMap("");
    expect(lines.lineCount).toBe(1);
    expect(lines.positionAt(0)).toEqual({ line: 0, character: 0 });
    expect(lines.offsetAt({ line: 0, character: 0 })).toBe(0);
  });

  it("answer for places that do not exist", () => {
    const lines = new LineMap("ab\ncd");
    expect(lines.positionAt(-1)).toEqual({ line: 0, character: 0 });
    expect(lines.positionAt(99)).toEqual({ line: 1, character: 2 });
    expect(lines.offsetAt({ line: -1, character: 5 })).toBe(0);
    expect(lines.offsetAt({ line: 0, character: 99 })).toBe(3);
    expect(lines.offsetAt({ line: 9, character: 0 })).toBe(5);
    expect(lines.lineStart(9)).toBe(5);
  });

  it("lead back to where one came from", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a\r\n😀]*$/u), fc.nat(60), (text, offset) => {
        const lines = new LineMap(text);
        const inside = Math.min(offset, text.length);
        expect(lines.offsetAt(lines.positionAt(inside))).toBe(inside);
      }),
    );
  });
});
