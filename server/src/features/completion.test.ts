import { expect, test } from "vitest";
import { completion } from "./completion.ts";
import { workspace } from "./testing/workspace.ts";

const PAPER =
  "//- /w/paper.api\n/** Sizes of paper. */\nENUM Size { A4 };\nDEFINE MAX_SHEETS = 7;\nSTRUCT Tray { Size s; };\nHANDLER Jam();\n";
const CLOCK = "//- /w/clock.api\nREFERENCE Timer;\n";
/** Somebody is writing in it. */
const TORN = "//- /w/torn.api\nENUM Kind { A };\nDEFINE MOST = 3;\nFUNCTION f(\n";
/** Imports the file that is typed. */
const ABOVE = "//- /w/above.api\nUSETYPES test;\nREFERENCE Tower;\n";

function offered(text: string, snippets = true): { labels: string[]; apply: (label: string) => string } {
  const all = workspace(`${PAPER}${TORN}${CLOCK}${ABOVE}//- /w/test.api\n${text}`);
  const view = all.view();
  const importable = ["paper", "clock", "above"].map((name) => ({
    name,
    interface: all.interfaceAt(`/w/${name}.api`),
  }));
  const items = completion(view, all.cursor.offset, importable, { snippets });
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
  const order = ({ sortText, label }: (typeof items)[number]): string => sortText ?? label;
  const labels = items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)).map((item) => item.label);
  return { labels, apply };
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
  ["types that are declared further down", "FUNCTION f(<|>);\nREFERENCE Job;", ["uint8"], ["Job"]],
  ["a field of the STRUCT itself", "STRUCT Whole { <|> };", ["uint8"], ["Whole"]],
  [
    "a result that C cannot give back",
    "STRUCT Whole { uint8 a; };\nFUNCTION <|>",
    ["uint8"],
    ["string", "file", "Whole", "paper.Tray"],
  ],
  ["a field that cannot be sent", "STRUCT Whole { <|> };", ["string", "paper.Tray"], ["file"]],
  ["a parameter of a HANDLER", "HANDLER Old();\nHANDLER New(<|>);", ["uint8"], ["Old", "New", "paper.Jam"]],
  ["a second handler", "HANDLER H();\nFUNCTION f(H handler, <|>);", ["uint8"], ["H", "paper.Jam"]],
  ["the handler that is being replaced", "HANDLER H();\nFUNCTION f(H<|> handler);", ["H", "paper.Jam"], []],
  ["a handler behind a scope", "USETYPES paper;\nSTRUCT S { paper.<|> };", ["Size"], ["Jam"]],
  ["a file that imports this one", "USETYPES <|>", ["paper"], ["above"]],
  ["a type of a file that imports this one", "FUNCTION f(<|>);", ["paper.Size"], ["above.Tower"]],
  [
    "a size that is declared further down",
    "USETYPES paper;\nFUNCTION f(string s[<|>]);\nDEFINE N = 3;",
    ["paper.MAX_SHEETS"],
    ["N"],
  ],
  ["a size that is a text", 'USETYPES paper;\nDEFINE S = "x";\nDEFINE N = S + <|>;', ["paper.MAX_SHEETS"], ["S", "N"]],
  ["the direction in a HANDLER", "HANDLER H(uint8 a <|>", ["IN"], ["OUT"]],
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
  ["a comment that is never closed", "/* FUN<|>"],
  ["a comment that has just begun", "/*<|>\nFUNCTION f();"],
  ["a documentation comment that is not closed yet", "/**\n * FUN<|>\nFUNCTION f();"],
  ["a string that is not closed yet", 'DEFINE S = "FUN<|>\nFUNCTION f();'],
  ["a number", "DEFINE S = 3<|>;"],
  ["brackets that are not closed yet", "DEFINE N = 3;\nFUNCTION f(string s[N <|>"],
  ["a scope between declarations", "paper.<|>"],
  ["a scope in USETYPES", "USETYPES paper.<|>"],
])("nothing in %s", (_where, text) => {
  expect(offered(text).labels).toEqual([]);
});

test("an EVENT without a handler is offered handlers first, and a FUNCTION what it knows itself", () => {
  const first = (text: string): string | undefined => offered(text).labels[0];
  expect(first("REFERENCE Job;\nHANDLER H();\nEVENT E(<|>);")).toBe("H");
  expect(first("REFERENCE Job;\nHANDLER H();\nEVENT E(H handler, <|>);")).toBe("Job");
  expect(first("REFERENCE Job;\nHANDLER H();\nFUNCTION f(<|>);")).toBe("H");
});

test("a keyword in front of what is there already brings no second declaration", () => {
  expect(offered("FUN<|> uint8 Open();").apply("FUNCTION")).toBe("FUNCTION uint8 Open();");
  expect(offered("FUN<|> // what follows").apply("FUNCTION")).toContain("${2:Name}");
});

test("a client that knows no placeholders gets none", () => {
  expect(offered("FUN<|>", false).apply("FUNCTION")).toBe("FUNCTION");
  expect(offered("/**<|>\nFUNCTION F(uint8 a);", false).apply("/** */")).toBe(
    "/**\n * What it is for.\n *\n * @param a  What it is.\n */\nFUNCTION F(uint8 a);",
  );
});

test("the skeleton takes the place of the end that the editor wrote behind the cursor", () => {
  expect(offered("/**<|> */\nFUNCTION F(uint8 a);", false).apply("/** */")).toBe(
    "/**\n * What it is for.\n *\n * @param a  What it is.\n */\nFUNCTION F(uint8 a);",
  );
});

test("the skeleton is about the next declaration, although the comment still swallows it", () => {
  const text = "/**<|>\nFUNCTION F(uint8 a);\n/** Other. */\nFUNCTION G(uint8 b);";
  expect(offered(text).apply("/** */")).toContain("@param a");
});

test("a file with errors still offers what it declares", () => {
  expect(offered("USETYPES torn;\nFUNCTION f(torn.<|>);").labels).toEqual(["Kind"]);
  expect(offered("USETYPES torn;\nFUNCTION f(<|>);").labels).toContain("torn.Kind");
  expect(offered("USETYPES torn;\nFUNCTION f(string s[<|>]);").labels).toEqual(["torn.MOST"]);
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

test("a new USETYPES stands behind the licence, and before the declarations whatever stands further down", () => {
  expect(offered("// Licence,\n// all of it.\n\n// A job.\nREFERENCE Job;\nFUNCTION f(<|>);").apply("paper.Size")).toBe(
    "// Licence,\n// all of it.\n\nUSETYPES paper;\n\n// A job.\nREFERENCE Job;\nFUNCTION f(paper.Size);",
  );
  expect(offered("// A job.\nREFERENCE Job;\n\nFUNCTION f(<|>);").apply("paper.Size")).toBe(
    "USETYPES paper;\n\n// A job.\nREFERENCE Job;\n\nFUNCTION f(paper.Size);",
  );
  expect(offered("FUNCTION f(<|>);\nUSETYPES clock;\n").apply("paper.Size")).toBe(
    "USETYPES paper;\n\nFUNCTION f(paper.Size);\nUSETYPES clock;\n",
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
