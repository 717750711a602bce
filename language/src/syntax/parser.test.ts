import { describe, expect, it } from "vitest";
import { expectMarked } from "../testing/markers.ts";
import { parse } from "./parser.ts";
import { print } from "./print.ts";
import type { Expression, ItemNode } from "./tree.ts";

function items(text: string): readonly string[] {
  return parse(text).items.map((item) => `${item.kind} ${"name" in item ? item.name.text : ""}`.trim());
}

function only<K extends ItemNode["kind"]>(text: string, kind: K): Extract<ItemNode, { kind: K }> {
  const [item] = parse(text).items;
  if (item?.kind !== kind) throw new Error(`expected ${kind}, found ${item?.kind}`);
  return item as Extract<ItemNode, { kind: K }>;
}

/** An expression with all its parentheses. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return `${expression.value}`;
    case "string":
      return JSON.stringify(expression.value);
    case "name":
      return expression.qualifier === undefined
        ? expression.name.text
        : `${expression.qualifier.text}.${expression.name.text}`;
    case "binary":
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case "parenthesized":
      return `[${shape(expression.inner)}]`;
    case "missing":
      return "?";
  }
}

describe("the tree", () => {
  it("has an item for each declaration, in order", () => {
    const text = `
      USETYPES base; DEFINE A = 1; ENUM E { X }; BITMASK B { Y }; REFERENCE R; STRUCT S { uint8 a; };
      HANDLER H(); FUNCTION f(); EVENT Ev(H h);`;
    expect(items(text)).toEqual([
      "usetypes",
      "define A",
      "enum E",
      "bitmask B",
      "reference R",
      "struct S",
      "handler H",
      "function f",
      "event Ev",
    ]);
    expect(print(parse(text))).toBe(text);
  });

  it("keeps types, sizes and directions of parameters", () => {
    const { parameters, returnType } = only(
      "FUNCTION le_result_t Get(base.Color c, uint8 data[1 .. MAX] OUT, string s[0x10]);",
      "function",
    );
    expect(returnType?.name.text).toBe("le_result_t");
    expect(parameters.map((each) => each.name.text)).toEqual(["c", "data", "s"]);
    expect(parameters[0]?.type.qualifier?.text).toBe("base");
    const sizes = parameters.map((each) => each.array).filter((array) => array !== undefined);
    expect(sizes.map((array) => [array.min, array.max].map((size) => (size === undefined ? "" : shape(size))))).toEqual(
      [
        ["1", "MAX"],
        ["", "16"],
      ],
    );
    expect(parameters.map((each) => each.direction?.value)).toEqual([undefined, "OUT", undefined]);
  });

  it.each([
    ["1 + 2 * 3", "(1 + (2 * 3))"],
    ["8 / 4 / 2", "((8 / 4) / 2)"],
    ["5 -1", "(5 - 1)"],
    ["- 5 + +3", "(-5 + 3)"],
    ["(1 + A) * b.C", "([(1 + A)] * b.C)"],
    ["'a\\x41\\q\\n'", '"aA\\\\q\\n"'],
  ])("reads %s as %s", (written, read) => {
    expect(shape(only(`DEFINE X = ${written};`, "define").value)).toBe(read);
  });

  it("gives the file the documentation at its top, but for the last comment before a declaration", () => {
    const both = parse("/** file */\n/** more */\n/** of f */\nFUNCTION f();");
    expect(both.fileDocs).toHaveLength(2);
    expect(both.items[0]).toMatchObject({ kind: "function", doc: { start: 24 } });
    const imports = parse("/** file */\nUSETYPES base;\n/** of f */\nFUNCTION f();");
    expect(imports.fileDocs).toHaveLength(1);
    expect(imports.problems).toEqual([]);
    expect(parse("/** of f */\nFUNCTION f();").fileDocs).toEqual([]);
  });

  it("gives members and parameters the comments before and after their comma", () => {
    const text = "ENUM E { A ///< a1\n, ///< a2\n B ///< b\n};";
    const { members } = only(text, "enum");
    const docs = members.map((member) => member.docs.map((doc) => text.slice(doc.start + 4, doc.end)));
    expect(docs).toEqual([[" a1", " a2"], [" b"]]);
  });

  it("reads TelAF's settings and numbers", () => {
    const tree = parse("API_VERSION = 2;\nSERVING_VERSION = 1;\nFUNCTION f() = 7;\nEVENT e(h x) =(2,3);");
    expect(tree.problems).toEqual([]);
    expect(tree.items.map((item) => item.kind)).toEqual(["apiVersion", "servingVersion", "function", "event"]);
    expect(tree.items[3]).toMatchObject({ ids: { ids: [{ value: 2n }, { value: 3n }] } });
  });

  it("takes TelAF's words for ordinary names elsewhere", () => {
    expect(parse("DEFINE API_VERSION = 3; FUNCTION API_MSG_SIZE(uint8 SERVING_VERSION);").problems).toEqual([]);
  });
});

describe("one mistake, one message; the rest is understood", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "parenthesis not closed",
      "FUNCTION f(uint8 a;\n//                ^ error[syntax-error]: Expected `)`\nFUNCTION g();",
    ],
    [
      "end of declaration forgotten",
      "FUNCTION f(uint8 a)\n//                ^ error[syntax-error]: Expected `;` after `)`\nFUNCTION g();",
    ],
    [
      "list cut off",
      "FUNCTION f(uint8 a\n//               ^ error[syntax-error]: Expected `)` after `a`\nFUNCTION g();",
    ],
    [
      "parenthesis forgotten",
      "FUNCTION f uint8 a);\n//         ^^^^^ error[syntax-error]: Expected `(`, found `uint8`\nFUNCTION g();",
    ],
    [
      "comma forgotten",
      "FUNCTION f(uint8 a uint8 b);\n//                 ^^^^^ error[syntax-error]: Expected `,` or `)`\nFUNCTION g();",
    ],
    [
      "comma too many",
      "FUNCTION f(uint8 a, uint8 b,);\n//                         ^ error[syntax-error]: remove it\nFUNCTION g();",
    ],
    [
      "parameter without name",
      "FUNCTION f(uint8);\n//         ^^^^^ error[syntax-error]: has a type and a name\nFUNCTION g();",
    ],
    ["void", "FUNCTION f(void);\n//         ^^^^ error[syntax-error]: empty parentheses\nFUNCTION g();"],
    [
      "direction first",
      "FUNCTION f(OUT uint8 a);\n//         ^^^ error[syntax-error]: The direction comes last\nFUNCTION g();",
    ],
    [
      "direction before the size",
      "FUNCTION f(uint8 a OUT[4]);\n//                 ^^^ error[syntax-error]: after the size\nFUNCTION g();",
    ],
    [
      "both directions",
      "FUNCTION f(uint8 a INOUT);\n//                 ^^^^^ error[syntax-error]: two parameters\nFUNCTION g();",
    ],
    ["pointer", "FUNCTION f(char* a);\n//             ^ error[syntax-error]: no pointers\nFUNCTION g();"],
    [
      "size before the name",
      "FUNCTION f(uint8[4] a);\n//              ^ error[syntax-error]: behind the name\nFUNCTION g();",
    ],
    [
      "calculated size",
      "DEFINE A = 1;\nFUNCTION f(uint8 a[A+1]);\n//                  ^ error[syntax-error]: as a DEFINE\nFUNCTION g();",
    ],
    [
      "default value",
      "FUNCTION f(uint8 a = 5);\n//                 ^ error[syntax-error]: Expected `,` or `)`\nFUNCTION g();",
    ],
    ["body", "FUNCTION f() { return; }\n//           ^ error[syntax-error]: Expected `;`\nFUNCTION g();"],
    ["array as result", "FUNCTION uint8[4] f();\n//            ^ error[syntax-error]: OUT parameters\nFUNCTION g();"],
    ["keyword as name", "FUNCTION IN();\n//       ^^ error[syntax-error]: is a keyword\nFUNCTION g();"],
    [
      "keyword in lower case",
      "function f();\n//<-------- error[syntax-error]: Did you mean `FUNCTION`?\nFUNCTION g();",
    ],
    [
      "misspelt keyword",
      "STRUCTURE S { uint8 a; };\n//<--------- error[syntax-error]: Did you mean `STRUCT`?\nFUNCTION g(S s);",
    ],
    ["brace not opened", "ENUM E A, B };\n//     ^ error[syntax-error]: Expected `{`\nFUNCTION g(E e);"],
    ["brace not closed", "ENUM E { A, B\n//          ^ error[syntax-error]: Expected `}` after `B`\nFUNCTION g(E e);"],
    [
      "members parted by semicolons",
      "ENUM E { A; B };\n//        ^ error[syntax-error]: separated by `,`\nFUNCTION g(E e);",
    ],
    [
      "member without comma",
      "ENUM E { A B };\n//         ^ error[syntax-error]: Expected `,` or `}` before `B`\nFUNCTION g(E e);",
    ],
    [
      "calculated member",
      "DEFINE N = 1;\nENUM E { A = N, B };\n//           ^ error[syntax-error]: plain number\nFUNCTION g(E e);",
    ],
    [
      "leading zeros",
      "ENUM E { A = 007, B };\n//            ^ error[syntax-error]: Expected `,` or `}`\nFUNCTION g(E e);",
    ],
    [
      "field without semicolon",
      "STRUCT S {\n  uint8 a\n//      ^ error[syntax-error]: Expected `;` after `a`\n  uint8 b;\n};\nFUNCTION g(S s);",
    ],
    [
      "two fields of one type",
      "STRUCT S { uint8 a, b; };\n//                ^ error[syntax-error]: its own type\nFUNCTION g(S s);",
    ],
    [
      "field with direction",
      "STRUCT S { uint8 a OUT; };\n//                 ^^^ error[syntax-error]: no direction\nFUNCTION g(S s);",
    ],
    [
      "structure not closed",
      "STRUCT S { uint8 a;\n//                ^ error[syntax-error]: Expected `}`\nFUNCTION g(S s);",
    ],
    ["value forgotten", "DEFINE A = ;\n//         ^ error[syntax-error]: Expected a value\nFUNCTION g();"],
    [
      "sign before a name",
      "DEFINE A = 1;\nDEFINE B = -A;\n//          ^ error[syntax-error]: Write `0 - value`\nFUNCTION g();",
    ],
    ["string in a sum", 'DEFINE A = "a" + 1;\n//             ^ error[syntax-error]: stands alone\nFUNCTION g();'],
    [
      "parenthesis in a value",
      "DEFINE A = (1 + 2;\n//               ^ error[syntax-error]: Expected `)`\nFUNCTION g();",
    ],
    [
      "event with result",
      "HANDLER H();\nEVENT uint8 E(H h);\n//    ^^^^^ error[syntax-error]: returns nothing\nFUNCTION g();",
    ],
    [
      "quotes around an import",
      'USETYPES "base";\n//       ^^^^^^ error[syntax-error]: without quotes\nFUNCTION g(base.T t);\n//- /base.api\nREFERENCE T;',
    ],
    [
      "path of an import",
      "USETYPES inc/base;\n//          ^ error[syntax-error]: no path\nFUNCTION g();\n//- /inc.api\n",
    ],
    ["semicolon before everything", ";\n//<- error[syntax-error]: no declaration before it\nFUNCTION g();"],
    [
      "list that does not end",
      "ENUM E { A (;\n//         ^ error[syntax-error]: Expected `,` or `}`, found `(`\nREFERENCE R;\nFUNCTION g(R r);",
    ],
    [
      "comma forgotten before a comment",
      "ENUM E {\n  A ///< a\n//^ error[syntax-error]: Expected `,` or `}` before `B`\n  B\n};\nFUNCTION g(E e);",
    ],
    [
      "list cut off behind a comment",
      "FUNCTION f(uint8 a ///< the a\n//               ^ error[syntax-error]: Expected `)` after `a`\nFUNCTION g();",
    ],
    [
      "field with direction first",
      "STRUCT S { OUT uint8 a; };\n//         ^^^ error[syntax-error]: no direction\nFUNCTION g(S s);",
    ],
    [
      "import of an import",
      "USETYPES base.base.api;\n//                ^^ error[lone-dot]: what is left is not valid: USETYPES takes\nFUNCTION g();\n//- /base.base.api\n",
    ],
    ["extra semicolon", "FUNCTION f();;\n//           ^ error[syntax-error]: Remove it\nFUNCTION g();"],
    ["extra brace", "FUNCTION f();\n};\n//<- error[syntax-error]\nFUNCTION g();"],
    [
      "text of another language",
      "typedef struct { int a; } foo;\n//<------- error[syntax-error]: Expected a declaration\nFUNCTION g();",
    ],
    ["include", '#include "x.h"\n//<- error[unexpected-character]: what is left is not valid\nFUNCTION g();'],
    [
      "operator of C",
      "BITMASK B { A | C };\n//            ^ error[unexpected-character]: what is left is not valid\nFUNCTION g(B b);",
    ],
    [
      "blank in a scoped name",
      "USETYPES base;\nFUNCTION f(base . T t);\n//              ^^ error[lone-dot]: what is left is not valid\nFUNCTION g(base.T t);\n//- /base.api\nREFERENCE T;",
    ],
    [
      "documentation of a field before it",
      "STRUCT S {\n  /** x */ uint8 a;\n//^^^^^^^^ error[misplaced-documentation]\n};\nFUNCTION g(S s);",
    ],
    [
      "comment behind a declaration",
      "FUNCTION f(); ///< x\n//            ^^^^^^ error[misplaced-documentation]: or `//`\nFUNCTION g();",
    ],
    [
      "documentation of nothing",
      "FUNCTION g();\n/** x */\n//<-------- error[misplaced-documentation]: documents nothing",
    ],
    [
      "documentation of an import",
      "FUNCTION f();\n/** x */\n//<-------- error[misplaced-documentation]: top of the file\nUSETYPES base;\nFUNCTION g();\n//- /base.api\n",
    ],
    [
      "quote forgotten",
      'DEFINE A = "abc;\n//         ^^^^^ error[unterminated-string]\nDEFINE B = 2;\nFUNCTION g(uint8 x[B]);',
    ],
    [
      "quote forgotten, another string below",
      'DEFINE A = "abc;\n//         ^^^^^ error[unterminated-string]\nDEFINE B = "2";\nFUNCTION g(uint8 x[B]);',
    ],
    ["emoji in documentation", "/** 😀 */\n//  ^^ error[character-above-ffff]\nFUNCTION g();"],
    [
      "emoji in a comment in a list",
      "ENUM E { A, // so 😀 so la la\n//                ^^ error[character-above-ffff]: what is left is not valid\n  B };\nFUNCTION g(E e);",
    ],
  ];

  it.each(cases)("%s", (_, fixture) => {
    const { interface: checked } = expectMarked(`${fixture}\n`);
    if (fixture.includes("FUNCTION g(")) expect(checked.functions.map((each) => each.name)).toContain("g");
  });

  it("wants a forgotten comma before the comment, not in it", () => {
    const text = "ENUM E {\n  A ///< a\n  B\n};";
    expect(parse(text).problems).toMatchObject([{ data: { insert: ",", at: text.indexOf(" ///<") } }]);
  });

  it("shows each of several mistakes", () => {
    expectMarked(
      [
        "FUNCTION f(uint8 a;",
        "//                ^ error[syntax-error]",
        "ENUM E { A B };",
        "//         ^ error[syntax-error]",
        "DEFINE = 5;",
        "//     ^ error[syntax-error]: the name of a DEFINE",
        "FUNCTION g(Nope n);",
        "//         ^^^^ error[unknown-type]",
        "",
      ].join("\n"),
    );
  });
});

describe("size", () => {
  it("takes 100,000 nested parentheses", () => {
    const tree = parse(`DEFINE A = ${"(".repeat(100_000)}1${")".repeat(100_000)};\nFUNCTION g();`);
    expect(tree.problems.map((problem) => problem.rule)).toEqual(["reference-compiler-limit"]);
    expect(tree.items.map((item) => item.kind)).toEqual(["define", "function"]);
  });

  it("takes 100,000 parentheses that never close", () => {
    expect(parse(`DEFINE A = ${"(".repeat(100_000)}`).problems.length).toBeLessThan(3);
  });

  it("takes 100,000 members, parameters, fields and operators", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `A${index}`);
    expect(parse(`ENUM E { ${many.join(", ")} };`).problems).toEqual([]);
    expect(parse(`FUNCTION f(${many.map((name) => `uint8 ${name}`).join(", ")});`).problems).toEqual([]);
    expect(parse(`STRUCT S { ${many.map((name) => `uint8 ${name};`).join(" ")} };`).problems).toEqual([]);
    expect(parse(`DEFINE A = ${many.join(" + ")};`).problems).toEqual([]);
  });

  it.each(["x", "(", '"', "ENUM E{", "FUNCTION f(", "/** x */"])(
    "takes a line of a million characters made of %j",
    (piece) => {
      expectUnderstood(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    },
  );

  it.each([
    ...[")", ";", ",", "/", "*", "a.", "0x", "😀", "\0", "/**/", "///<", "[", "{", "}", "\\", "- ", "= ", "a b "],
    ...["ENUM E{A;", "STRUCT S{uint8 a", "USETYPES ", "DEFINE A=", "FUNCTION f(a.", "/** x */ /** y */\n"],
  ])("takes any amount of %j", (piece) => {
    expectUnderstood(piece.repeat(Math.ceil(100_000 / piece.length)));
  });

  it.each([
    ["FUNCTION f(uint8 a[", "-"],
    ["FUNCTION f(uint8 a[1..", "+"],
    ["DEFINE A = ", "-"],
    ["ENUM E { A = ", "-"],
  ])("takes, behind %j, 100,000 %j", (start, piece) => {
    expectUnderstood(start + piece.repeat(100_000));
  });
});

function expectUnderstood(text: string): void {
  const tree = parse(text);
  expect(print(tree) === text).toBe(true);
  expect(tree.problems.length).toBeLessThan(1_200);
}
