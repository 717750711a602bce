import { expect, test } from "vitest";
import { completion } from "./completion.ts";
import { workspace } from "./testing/workspace.ts";

const PAPER = "//- /w/paper.api\n/** Sizes of paper. */\nENUM Size { A4 };\nDEFINE MAX_SHEETS = 7;\n";
const CLOCK = "//- /w/clock.api\nREFERENCE Timer;\n";

function offered(text: string): { labels: string[]; apply: (label: string) => string } {
  const all = workspace(`${PAPER}${CLOCK}//- /w/test.api\n${text}`);
  const view = all.view();
  const importable = ["paper", "clock"].map((name) => ({ name, interface: all.interfaceAt(`/w/${name}.api`) }));
  const items = completion(view, all.cursor.offset, importable);
  const apply = (label: string): string => {
    const item = items.find((one) => one.label === label);
    if (item?.textEdit === undefined || !("range" in item.textEdit)) throw new Error(`no item ${label}`);
    const edits = [item.textEdit, ...(item.additionalTextEdits ?? [])]
      .map((edit) => ({
        start: view.lines.offsetAt(edit.range.start),
        end: view.lines.offsetAt(edit.range.end),
        text: edit.newText,
      }))
      .sort((a, b) => b.start - a.start);
    return edits.reduce(
      (sum, edit) => sum.slice(0, edit.start) + edit.text + sum.slice(edit.end),
      view.interface.source.text,
    );
  };
  return { labels: items.map((item) => item.label), apply };
}

test.each<[where: string, text: string, has: string[], hasNot: string[]]>([
  ["between declarations", "<|>", ["FUNCTION", "USETYPES", "STRUCT"], ["uint8"]],
  ["a word begun between declarations", "REFERENCE A;\nFUN<|>", ["FUNCTION"], ["A"]],
  ["after USETYPES", "USETYPES <|>;", ["paper", "clock"], ["test", "FUNCTION"]],
  ["an import that is there already", "USETYPES paper;\nUSETYPES <|>", ["clock"], ["paper"]],
  [
    "the result of a function",
    "REFERENCE Job;\nHANDLER H();\nFUNCTION <|>",
    ["Job", "le_result_t", "paper.Size"],
    ["H", "IN"],
  ],
  ["the type of a parameter", "HANDLER H();\nFUNCTION f(<|>", ["H", "uint8", "clock.Timer"], ["IN"]],
  ["the type of the second parameter", "FUNCTION f(uint8 a, ui<|>)", ["uint16"], ["IN"]],
  ["a field", "HANDLER H();\nSTRUCT S { <|> };", ["uint8"], ["H", "IN"]],
  ["a field after another", "STRUCT S { uint8 a; <|> };", ["uint16"], ["FUNCTION"]],
  ["after a scope", "USETYPES paper;\nFUNCTION f(paper.<|>", ["Size"], ["uint8"]],
  ["after a scope with a word begun", "USETYPES paper;\nFUNCTION f(paper.Si<|>", ["Size"], ["uint8"]],
  ["an array size", "USETYPES paper;\nDEFINE N = 3;\nFUNCTION f(string s[<|>", ["N", "paper.MAX_SHEETS"], ["uint8"]],
  ["the direction", "FUNCTION f(uint8 a <|>", ["IN", "OUT"], ["uint8"]],
  ["the direction after an array", "FUNCTION f(string s[3] <|>)", ["IN", "OUT"], ["uint8"]],
  ["the value of a DEFINE", "DEFINE N = 3;\nDEFINE M = N + <|>;", ["N"], ["uint8"]],
  ["a documentation comment", "/**<|>\nFUNCTION uint8 f();", ["/** */"], ["FUNCTION"]],
])("%s", (_where, text, has, hasNot) => {
  const { labels } = offered(text);
  expect(labels).toEqual(expect.arrayContaining(has));
  for (const label of hasNot) expect(labels).not.toContain(label);
});

test.each([
  ["a comment", "// FUN<|>"],
  ["a documentation comment's text", "/** FUN<|> */"],
  ["a string", 'DEFINE S = "FUN<|>";'],
  ["a name that is being made up", "FUNCTION uint8 Op<|>"],
  ["a parameter's name", "FUNCTION f(uint8 na<|>"],
  ["a member of an ENUM", "ENUM E { A<|>"],
])("nothing in %s", (_where, text) => {
  expect(offered(text).labels).toEqual([]);
});

test("a type of another file brings its USETYPES, behind the file's own comment", () => {
  expect(offered("/** File. */\n/** Job. */\nREFERENCE Job;\nFUNCTION f(Si<|>);").apply("paper.Size")).toBe(
    "/** File. */\n\nUSETYPES paper;\n/** Job. */\nREFERENCE Job;\nFUNCTION f(paper.Size);",
  );
});

test("a scope that is not imported yet offers its types, and brings its USETYPES", () => {
  expect(offered("FUNCTION f(paper.<|>);").apply("Size")).toBe("USETYPES paper;\n\nFUNCTION f(paper.Size);");
  expect(offered("FUNCTION f(string s[paper.MA<|>]);").apply("MAX_SHEETS")).toBe(
    "USETYPES paper;\n\nFUNCTION f(string s[paper.MAX_SHEETS]);",
  );
  expect(offered("FUNCTION f(nobody.<|>);").labels).toEqual([]);
});

test.each([
  ["a direction", "uint8 a IN"],
  ["an array", "uint8 a[3]"],
  ["a name", "uint8 a"],
  ["a remark", "uint8 a IN ///< What it is."],
])("a type on the next line after %s brings the comma that is missing", (_what, parameter) => {
  const { labels, apply } = offered(`FUNCTION f\n(\n    ${parameter}\n    ui<|>\n);`);
  expect(labels).toContain("paper.Size");
  expect(apply("uint16")).toBe(`FUNCTION f\n(\n    ${parameter.replace(/(?= \/\/\/)|$/, ",")}\n    uint16\n);`);
  expect(apply("paper.Size")).toContain("USETYPES paper;");
});

test("a direction of its own line is still offered after a parameter that has none", () => {
  expect(offered("FUNCTION f\n(\n    uint8 a\n    <|>\n);").labels).toContain("OUT");
  expect(offered("FUNCTION f\n(\n    uint8 a IN\n    <|>\n);").labels).not.toContain("OUT");
});

test("a comment that documents a declaration stays with it", () => {
  expect(offered("/** Job. */\nREFERENCE Job;\nFUNCTION f(Si<|>);").apply("paper.Size")).toBe(
    "USETYPES paper;\n\n/** Job. */\nREFERENCE Job;\nFUNCTION f(paper.Size);",
  );
});

test("a new USETYPES stands behind the last", () => {
  expect(offered("USETYPES clock;\n\nFUNCTION f(<|>);").apply("paper.Size")).toBe(
    "USETYPES clock;\nUSETYPES paper;\n\nFUNCTION f(paper.Size);",
  );
});

test("the word at the cursor is replaced, on both sides", () => {
  expect(offered("FUNCTION f(ui<|>nt);").apply("uint8")).toBe("FUNCTION f(uint8);");
});

test("the skeleton of a documentation comment names the parameters that have no remark, and the result", () => {
  const skeleton = (text: string): string => offered(`/**<|>\n${text}`).apply("/** */");
  expect(skeleton("FUNCTION uint8 F(uint8 a, string name[4] IN, uint8 c OUT ///< Said.\n);\n")).toContain(
    "/**\n * ${1:What it is for.}\n *\n * @param a  ${2:What it is.}\n * @param name  ${3:What it is.}\n *\n * @return\n *      ${4:What comes back.}\n */",
  );
  expect(skeleton("FUNCTION F();\n")).toContain("/**\n * ${1:What it is for.}\n */");
  expect(skeleton("HANDLER H(uint8 a);\n")).toContain("@param a");
});
