import fc from "fast-check";
import { expect, test } from "vitest";
import { ignoresIn } from "./ignoreComments.ts";

const isKnownRule = (id: string): boolean => ["rule-a", "rule-b"].includes(id);

function read(text: string) {
  const { isSilent, findings } = ignoresIn({ path: "/a.c", text, version: "1" }, isKnownRule);
  return {
    /** True when the rule is silent where this text stands. */
    silent: (rule: string, at: string): boolean => isSilent(rule, text.indexOf(at)),
    said: findings.map(({ message, span }) => `${text.slice(span.start, span.end)} | ${message}`),
  };
}

test.each([
  { what: "on the same line", text: "int x; // legato-api-ignore rule-a: why\nint y;", silent: "int x", loud: "int y" },
  {
    what: "on the line before",
    text: "// legato-api-ignore rule-a: why\nint x;\nint y;",
    silent: "int x",
    loud: "int y",
  },
  {
    what: "before other comments and blank lines",
    text: "// legato-api-ignore rule-a: why\n\n/** doc\n */\n// more\nint x;\nint y;",
    silent: "int x",
    loud: "int y",
  },
  {
    what: "before a declaration whose name stands lines below",
    text: "// legato-api-ignore rule-a: why\nstatic void*\nfoo_Open\n(\n  int n\n);",
    silent: "foo_Open",
    loud: "int n",
  },
  {
    what: "in a block comment",
    text: "/* legato-api-ignore rule-a: why */\nint x;\nint y;",
    silent: "int x",
    loud: "int y",
  },
  { what: "with CRLF", text: "// legato-api-ignore rule-a: why\r\nint x;\r\nint y;", silent: "int x", loud: "int y" },
])("silences a rule $what, and nothing else", ({ text, silent, loud }) => {
  const { silent: isSilent, said } = read(text);
  expect([isSilent("rule-a", silent), isSilent("rule-a", loud), isSilent("rule-b", silent)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(said).toEqual([]);
});

test("one comment can name several rules", () => {
  const { silent, said } = read("// legato-api-ignore rule-a, rule-b: both are wrong here\nint x;");
  expect([silent("rule-a", "int x"), silent("rule-b", "int x")]).toEqual([true, true]);
  expect(said).toEqual([]);
});

test("for a whole file, before its first code", () => {
  const { silent, said } = read("/*\n * Copyright\n */\n// legato-api-ignore-file rule-a: generated\nint x;\nint y;");
  expect([silent("rule-a", "int x"), silent("rule-a", "int y"), silent("rule-b", "int x")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(said).toEqual([]);
});

test("for a whole file after code, nothing is silenced and that is said", () => {
  const { silent, said } = read("int x;\n// legato-api-ignore-file rule-a: generated\nint y;");
  expect([silent("rule-a", "int x"), silent("rule-a", "int y")]).toEqual([false, false]);
  expect(said).toEqual([expect.stringContaining("must stand before the first code")]);
});

test.each([
  { what: "no reason", text: "// legato-api-ignore rule-a\nint x;", message: "Say why" },
  { what: "an empty reason", text: "/* legato-api-ignore rule-a: */ int x;", message: "Say why" },
  { what: "no rule", text: "// legato-api-ignore: because\nint x;", message: "Say which rule" },
  { what: "an unknown rule", text: "// legato-api-ignore rule-c: why\nint x;", message: "There is no rule 'rule-c'" },
])("$what is a warning itself", ({ text, message }) => {
  expect(read(text).said).toEqual([expect.stringContaining(message)]);
});

test("only comments count: not strings, not longer words", () => {
  const { silent, said } = read(
    'char* s = "// legato-api-ignore rule-a: why"; int x;\n// legato-api-ignored rule-a: why\nint y;',
  );
  expect([silent("rule-a", "int x"), silent("rule-a", "int y")]).toEqual([false, false]);
  expect(said).toEqual([]);
});

test("a stray quote does not hide what follows", () => {
  const { silent } = read("// don't\n#error isn't C\nint x; // legato-api-ignore rule-a: why\n");
  expect(silent("rule-a", "int x")).toBe(true);
});

test("any text is read without a throw, and what is said lies inside of it", () => {
  const pieces = fc.constantFrom(
    ..."legato-api-ignore legato-api-ignore-file rule-a rule-c : why // /* */ \" ' \\ \n { ; int é 😀".split(" "),
  );
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      const text = parts.join(" ");
      const { isSilent, findings } = ignoresIn({ path: "/a.c", text, version: "1" }, isKnownRule);
      isSilent("rule-a", text.length);
      expect(findings.every(({ span }) => span.start >= 0 && span.end <= text.length && span.start <= span.end)).toBe(
        true,
      );
    }),
    { numRuns: 500 },
  );
});

test("any number of comments in a row speak for what follows them", () => {
  const { silent, said } = read(`${"// legato-api-ignore rule-a: why\n".repeat(20_000)}int x;\nint y;`);
  expect(silent("rule-a", "int x")).toBe(true);
  expect(silent("rule-a", "int y")).toBe(false);
  expect(said).toEqual([]);
});
