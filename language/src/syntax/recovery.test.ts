/**
 * One mistake, one message: every token of a real-looking file is deleted, swapped with the next, or given a neighbour that does not
 * belong there, and the syntax errors are counted.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkFiles } from "../testing/markers.ts";
import { SAMPLE, SAMPLE_IMPORT } from "../testing/sample.ts";
import { parse } from "./parser.ts";
import { print } from "./print.ts";
import { isTrivia } from "./query.ts";

const TOKENS = parse(SAMPLE).tokens.filter((token) => !isTrivia(token));

const STRANGERS = [
  ...[";", ",", "(", ")", "{", "}", "[", "]", "=", "+", "..", "#", "x", "5", '"s"', "base.TEN"],
  ...["IN", "FUNCTION", "ENUM", "/** d */", "///< p\n"],
];

function syntaxErrors(text: string): number {
  return parse(text).problems.filter((problem) => problem.severity === "error").length;
}

function textOf(index: number): string {
  const token = TOKENS[index];
  return token === undefined ? "" : SAMPLE.slice(token.start, token.end);
}

/** The sample with the tokens `from` to `to` (exclusive) replaced. */
function replaced(from: number, to: number, by: string): string {
  const start = TOKENS[from]?.start ?? SAMPLE.length;
  const end = to === from ? start : (TOKENS[to - 1]?.end ?? SAMPLE.length);
  return `${SAMPLE.slice(0, start)}${by}${SAMPLE.slice(end)}`;
}

describe("a mistake in a file of thirty lines", () => {
  it("starts from a file without any", () => {
    expect(syntaxErrors(SAMPLE)).toBe(0);
  });

  it("a token forgotten gives at most one syntax error", () => {
    const many = TOKENS.map((_, index) => replaced(index, index + 1, "")).filter((text) => syntaxErrors(text) > 1);
    expect(many).toEqual([]);
  });

  it("two tokens swapped give at most two", () => {
    const many = TOKENS.slice(1)
      .map((_, index) => replaced(index, index + 2, `${textOf(index + 1)} ${textOf(index)}`))
      .filter((text) => syntaxErrors(text) > 2);
    expect(many).toEqual([]);
  });

  it("a token too many gives one, save for few that open something", () => {
    const counts = TOKENS.flatMap((_, index) =>
      STRANGERS.map((stranger) => syntaxErrors(replaced(index, index, ` ${stranger} `))),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(5);
    expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeLessThan(1.05);
    expect(counts.filter((count) => count > 2).length / counts.length).toBeLessThan(0.01);
  });

  it("is not said to want what stands there, and nothing behind a comment", () => {
    const mistakes = TOKENS.flatMap((_, index) => [
      replaced(index, index + 1, ""),
      ...["", " ", "\n"].map((gap) => replaced(index, index, `${textOf(index)}${gap}`)),
      ...STRANGERS.flatMap((stranger) => [
        replaced(index, index + 1, ` ${stranger} `),
        replaced(index, index, `\n${stranger}\n`),
      ]),
    ]);
    const messages = new Set(mistakes.flatMap((text) => parse(text).problems.map(({ message }) => message)));
    const absurd = [...messages].filter((message) => {
      const [, wanted = "", there = ""] = /expected (.*?),? (?:found|before|after) (`.*`)\.$/i.exec(message) ?? [];
      return wanted.includes(there || "nothing") || there.startsWith("`///<") || / [a-z][A-Z]{2}/.test(message);
    });
    expect(messages.size).toBeGreaterThan(100);
    expect(absurd).toEqual([]);
  });

  it.each([
    ["the parenthesis before parameters on lines of their own", "FUNCTION f\n\n    T a, ///< A.\n    T b  ///< B.\n);"],
    ["a name twice", "FUNCTION T f f\n(\n    T a ///< A.\n);"],
    ["a name that is missing", "HANDLER ;\n(\n    T a, ///< A.\n    T b  ///< B.\n);"],
    ["parameters ended like fields", "FUNCTION f\n(\n    T a; ///< A.\n    T b  ///< B.\n);"],
    ["a size ended like a field", "FUNCTION f\n(\n    T a[3; ///< A.\n    T b  ///< B.\n);"],
    ["a USETYPES that has no name yet", "USETYPES ;\nFUNCTION f(base.A a, base.B b);"],
    ["a USETYPES that is no keyword yet", "U base.api;\nFUNCTION f(base.A a, base.B b);"],
    ["an EVENT that ends before its handler", "EVENT E"],
    ["an EVENT without a name", "EVENT (T a);"],
    ["a string that ends before its size", "FUNCTION f(string n"],
  ])("is one mistake: %s", (_, text) => {
    const { diagnostics } = checkFiles(new Map([["main.api", `REFERENCE T;\n${text}\n\nREFERENCE U;\n`]]));
    expect(diagnostics.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(["error syntax-error"]);
  });

  it.each([
    ["STRUCT S { uint8 uint8 a; };", "remove", "STRUCT S { uint8 uint8 ; };"],
    ["FUNCTION f() );", "remove", "FUNCTION f() ;"],
    ["FUNCTION f() const;", "remove", "FUNCTION f() ;"],
    ["DEFINE A = 256 256;", "remove", "DEFINE A = 256 ;"],
    ["FUNCTION uint8 f f(uint8 a);", "remove", "FUNCTION uint8 f (uint8 a);"],
    ["REFERENCE A ENUM B { C };", "insert", "REFERENCE A; ENUM B { C };"],
  ])("comes with what mends it: %s", (text, how, mended) => {
    const [problem] = parse(text).problems;
    const { remove, insert = "", at = 0 } = problem?.data ?? {};
    const [start, end] = remove === true ? [problem?.start ?? 0, problem?.end ?? 0] : [Number(at), Number(at)];
    expect(remove === true ? "remove" : "insert").toBe(how);
    expect(text.slice(0, start) + (remove === true ? "" : insert) + text.slice(end)).toBe(mended);
  });

  it("leaves the declarations before and after it alone", () => {
    TOKENS.forEach((token, index) => {
      const names = parse(replaced(index, index + 1, ""))
        .items.filter((item) => "name" in item && item.complete)
        .map((item) => ("name" in item ? item.name.text : ""));
      const kept = parse(SAMPLE).items.filter(
        (item) => "name" in item && (item.end < token.start || item.start > token.end),
      );
      // The declaration right behind may be taken for the rest of the broken one.
      expect(kept.filter((item) => "name" in item && !names.includes(item.name.text)).length).toBeLessThanOrEqual(1);
    });
  });
});

describe("any number of mistakes", () => {
  const edit = fc.record({
    at: fc.nat(TOKENS.length - 1),
    drop: fc.nat(2),
    insert: fc.array(fc.constantFrom(...STRANGERS), { maxLength: 2 }),
  });

  function apply(edits: readonly { at: number; drop: number; insert: readonly string[] }[]): string {
    const pieces = TOKENS.map((_, index) => textOf(index));
    for (const { at, drop, insert } of edits) pieces.splice(at, drop, ...insert);
    return pieces.join(" ").replace(/\/\/\/<[^/]*?(?= [A-Z}]| string)/g, "$&\n");
  }

  it("gives messages in proportion, an interface, and the text back", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = apply(edits);
        const result = checkFiles(
          new Map([
            ["main.api", text],
            ["base.api", SAMPLE_IMPORT],
          ]),
        );
        expect(print(result.interface.source)).toBe(text);
        expect(syntaxErrors(text)).toBeLessThanOrEqual(6 * edits.length + 2);
        for (const { span, message } of result.diagnostics) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
          expect(message).not.toBe("");
        }
      }),
      { numRuns: 300 },
    );
  });
});
