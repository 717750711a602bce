import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, isTrue, parseExpression, type Scope, show } from "./expression.ts";

const scope: Scope = {
  name: "abc",
  size: 10,
  big: 2n ** 60n,
  ratio: 0.5,
  none: 0,
  colour: "GREEN",
  GREEN: "GREEN",
  RED: "RED",
  point: { x: 3, label: "p" },
  bytes: Uint8Array.of(1, 2, 3),
  list: [5, 6],
  request: { name: "abc" },
};

function value(text: string): unknown {
  const parsed = parseExpression(text);
  if (!parsed.ok) return parsed.problem;
  const outcome = evaluate(parsed, scope);
  return outcome.ok ? outcome.value : outcome.problem;
}

describe("an expression", () => {
  test.each([
    ['name == "abc"', true],
    ["name == 'abd'", false],
    ["name != 'abd' && size > 9", true],
    ["size == 0xa || missing == 1", true],
    ["colour == GREEN", true],
    ["colour != RED", true],
    ["big == 1152921504606846976", true],
    ["big + 1 == 1152921504606846977", true],
    ["big > size", true],
    ["ratio * 2 == 1", true],
    ["ratio < 1", true],
    ["1 + 2 * 3 == 7", true],
    ["(1 + 2) * 3 == 9", true],
    ["10 - 4 - 3 == 3", true],
    ["7 / 2 == 3", true],
    ["7 % 4 == 3", true],
    ["-size < 0", true],
    ["!none", true],
    ["none == NULL", true],
    ["size != NULL", true],
    ["point.x == 3 && point.label == 'p'", true],
    ["bytes[1] == 2 && bytes.length == 3", true],
    ["list[0] + list[1] == 11", true],
    ["list.length > 9 && list[9] == 0", false],
    ["request.name == name", true],
    ["size & 2", 2n],
    ["size | 1", 11n],
    ["1 | 2 == 3", true],
    ["name < 'b'", true],
    ['"a\\"b" == \'a"b\'', true],
    ["true && !false", true],
    ["true == 1 && false == 0 && true != 2", true],
    ["colour == GREAN", "there is no 'GREAN' in this message"],
    ["nmae != 'abc'", "there is no 'nmae' in this message"],
    ["constructor", "there is no 'constructor' in this message"],
  ])("%s", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  test.each([
    ["", "a value is missing before the end in ''"],
    ["name ==", "a value is missing before the end in 'name =='"],
    ["name = 'a'", "'=' is not understood in 'name = 'a''"],
    ["(size", "')' is missing before the end in '(size'"],
    ["size size", "'size' is not expected in 'size size'"],
    ["process.exit()", "'(' is not expected in 'process.exit()'"],
    ["point.", "a field's name is missing before the end in 'point.'"],
    ["'open", "''' is not understood in ''open'"],
    ["name > 3", "'>' cannot be used between abc and 3"],
    ["name == 3", "abc and 3 are never equal: one is a text or a name, one a number"],
    ["0 != colour", "0 and GREEN are never equal: one is a text or a name, one a number"],
    ["point.z == 1", "there is no 'z' in {x: 3, label: p}"],
    ["size.constructor", "there is no 'constructor' in 10"],
    ["point.constructor", "there is no 'constructor' in {x: 3, label: p}"],
    ["name[0]", "abc is no array"],
    ["list[9] == 0", "there is no [9] in an array of 2"],
    ["bytes[3] == NULL", "there is no [3] in an array of 3"],
    ["list[-1] != 5", "there is no [-1] in an array of 2"],
    ["list[name] != 5", "there is no [abc] in an array of 2"],
    ["size / 0", "division by zero"],
    ["-name", "abc is no number"],
    ["ratio & 1", "'&' needs integers"],
  ])("%s says what is wrong", (text, problem) => {
    expect(value(text)).toBe(problem);
  });

  test("of any text is parsed or refused, never more", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const parsed = parseExpression(text);
        if (parsed.ok) evaluate(parsed, scope);
      }),
      { numRuns: 2000 },
    );
  });

  test("of operators at random is evaluated or refused, never more", () => {
    const pieces = [
      "name",
      "size",
      "big",
      "ratio",
      "point",
      "list",
      "bytes",
      "1",
      "0x2",
      "'s'",
      "(",
      ")",
      "[",
      "]",
      ".",
    ];
    const operators = ["==", "!=", "<", ">=", "+", "-", "*", "/", "%", "&", "|", "&&", "||", "!"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, ...operators), { maxLength: 12 }), (words) => {
        const parsed = parseExpression(words.join(" "));
        if (parsed.ok) evaluate(parsed, scope);
      }),
      { numRuns: 5000 },
    );
  });

  test("as deep as somebody likes does no harm", () => {
    expect(value("(".repeat(10_000))).toMatch(/^too many brackets/);
    expect(value("!".repeat(10_000))).toMatch(/^too many operators/);
  });
});

test("what is true is what C takes for true", () => {
  expect([0, 0n, null, false, ""].map(isTrue)).toEqual([false, false, false, false, false]);
  expect([1, 5n, true, "a", []].map(isTrue)).toEqual([true, true, true, true, true]);
});

test("values are shown as a logpoint prints them", () => {
  expect(show({ a: [1, 2n], b: Uint8Array.of(3), c: null })).toBe("{a: [1, 2], b: [3], c: null}");
});
