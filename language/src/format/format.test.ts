import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../syntax/parser.ts";
import { applyEdits, format } from "./format.ts";

function formatted(text: string): string {
  const answer = format(parse(text));
  if (answer.kind === "refused") throw new Error(answer.reason);
  return applyEdits(text, answer.edits);
}

const significant = (text: string): string[] => {
  const tree = parse(text);
  return tree.tokens
    .filter((token) => token.kind !== "whitespace" && token.kind !== "dropped")
    .map((token) => `${token.kind} ${text.slice(token.start, token.end)}`);
};

const SAMPLE = `/** File. */
USETYPES   paper ;
DEFINE  A=( 4+B )*-2 ;  // why
ENUM E{A,///< first
  ///< goes on
  LONGER_NAME = 0x10 ///< second
};
STRUCT S { uint8 a ; ///< one
string text[ 10 ]; }  ;

/* plain */
FUNCTION  paper.Size   Open( string name[A]  IN , ///< the name
   uint32 x   OUT
      ///< alone
 );
FUNCTION f();
EVENT Out(Handler handler);
REFERENCE R; REFERENCE Q;
`;

test("one style: parameters, members and fields on their own lines, remarks in one column", () => {
  expect(formatted(SAMPLE)).toBe(`/** File. */
USETYPES paper;
DEFINE A = (4 + B) * -2; // why
ENUM E
{
    A,                  ///< first
                        ///< goes on
    LONGER_NAME = 0x10  ///< second
};
STRUCT S
{
    uint8 a;  ///< one
    string text[10];
};

/* plain */
FUNCTION paper.Size Open
(
    string name[A] IN,  ///< the name
    uint32 x OUT
        ///< alone
);
FUNCTION f
(
);
EVENT Out
(
    Handler handler
);
REFERENCE R;
REFERENCE Q;
`);
});

describe("what stays as it is", () => {
  test.each([
    ["blank lines between declarations", "REFERENCE A;\n\n\n\nREFERENCE B;\n"],
    ["a blank line between members", "ENUM E\n{\n    A,\n\n    B\n};\n"],
    ["banners", "//-----\n/**\n *  Indented   text \n */\n//-----\nREFERENCE A;\n"],
    ["a comment behind the last declaration", "REFERENCE A; // the end\n// and more\n"],
    ["comments inside of a list", "FUNCTION f\n(\n    // first\n    uint8 a,\n    /* second */\n    uint8 b\n);\n"],
    ["a comment after a keyword", "FUNCTION /* no result */ f\n(\n);\n"],
    ["spaces around a range, which its names need", "FUNCTION f\n(\n    string s[MIN .. MAX] IN\n);\n"],
    ["CR LF line ends", "ENUM E\r\n{\r\n    A,  ///< x\r\n    B   ///< y\r\n};\r\n// end\r\n"],
    ["an empty file", ""],
    [
      "TelAF numbers and versions",
      "API_VERSION = 1;\nSERVING_VERSION = 1;\nFUNCTION f\n(\n) = 7;\nEVENT E\n(\n    H handler\n) = (2, 3);\n",
    ],
  ])("%s", (_what, text) => {
    expect(formatted(text)).toBe(text);
  });
});

test("a file ends with one line break", () => {
  expect(formatted("REFERENCE A;")).toBe("REFERENCE A;\n");
  expect(formatted("REFERENCE A;\n\n\n")).toBe("REFERENCE A;\n");
  expect(formatted("// only")).toBe("// only\n");
});

test("a file with a syntax error is refused, with the place", () => {
  const answer = format(parse("FUNCTION ;\nREFERENCE  A;"));
  expect(answer).toMatchObject({ kind: "refused" });
  expect(answer.kind === "refused" && answer.at.start).toBeLessThan(11);
});

test("characters that the compiler drops are not the formatter's to touch", () => {
  expect(format(parse("REFERENCE\u00a0A ;"))).toMatchObject({ kind: "refused" });
});

test("a file of one long line is no trouble", () => {
  const count = 40_000;
  expect(formatted("REFERENCE A;".repeat(count))).toBe("REFERENCE A;\n".repeat(count));
});

test("a list may have any number of remarks", () => {
  const text = `ENUM E\n{\n${"    A,  ///< a\n".repeat(200_000)}};\n`;
  expect(formatted(text)).toBe(text);
});

test("a range formats what it touches and nothing else", () => {
  const text = "REFERENCE  A;\nREFERENCE  B;\n";
  const answer = format(parse(text), { start: 14, end: 20 + 6 });
  expect(answer.kind === "edits" && applyEdits(text, answer.edits)).toBe("REFERENCE  A;\nREFERENCE B;\n");
});

test("however it is laid out, tokens and comments survive and the second run changes nothing", () => {
  const pieces = parse(SAMPLE).tokens.filter((token) => token.kind !== "whitespace");
  const gap = fc.constantFrom(" ", "\n", "\n\n", "\t", "  \n   ", "\r\n");
  fc.assert(
    fc.property(fc.array(gap, { minLength: pieces.length, maxLength: pieces.length }), (gaps) => {
      const text = pieces
        .map((token, at) => {
          const piece = SAMPLE.slice(token.start, token.end);
          const mustBreak = token.kind === "lineComment" || token.kind === "postDoc";
          return piece + (mustBreak && !gaps[at]?.startsWith("\n") ? "\n" : (gaps[at] ?? " "));
        })
        .join("");
      const once = formatted(text);
      expect(significant(once)).toEqual(significant(text));
      expect(formatted(once)).toBe(once);
    }),
    { numRuns: 300 },
  );
});
