import { describe, expect, it } from "vitest";
import { SAMPLE } from "../testing/sample.ts";
import { parse } from "./parser.ts";
import { findNodeAt, itemAt, leadingComments, significantTokenBefore, tokenAt, tokenIndexAt } from "./query.ts";
import type { SourceFile } from "./tree.ts";

/** A tree of the text without the cursor `<|>`, and the cursor's offset. */
function at(marked: string): { readonly tree: SourceFile; readonly offset: number } {
  const offset = marked.indexOf("<|>");
  return { tree: parse(marked.replace("<|>", "")), offset };
}

/** What is found at the cursor, outermost first. */
function path(marked: string): string {
  const { tree, offset } = at(marked);
  const found = findNodeAt(tree, offset);
  if (found === undefined) return "nothing";
  const { item, part, array, type, expression, name } = found;
  return [
    item.kind,
    part === undefined ? "" : `part ${part.name.text}`,
    array === undefined ? "" : "array",
    type === undefined ? "" : `type ${type.name.text}`,
    expression === undefined ? "" : `expression ${tree.text.slice(expression.start, expression.end)}`,
    name === undefined ? "" : `name ${name.text}`,
  ]
    .filter((each) => each !== "")
    .join(" > ");
}

describe("the node at a place", () => {
  it.each([
    ["FUNC<|>TION f();", "function"],
    ["FUNCTION f<|>();", "function > name f"],
    ["FUNCTION <|>Job f();", "function > type Job > name Job"],
    ["FUNCTION f(ba<|>se.T t);", "function > part t > type T > name base"],
    ["FUNCTION f(base.T<|> t);", "function > part t > type T > name T"],
    ["FUNCTION f(base.T t<|>);", "function > part t > name t"],
    ["FUNCTION f(uint8 t[MA<|>X] OUT);", "function > part t > array > expression MAX > name MAX"],
    ["FUNCTION f(uint8 t[MIN<|> .. MAX] OUT);", "function > part t > array > expression MIN > name MIN"],
    ["FUNCTION f(uint8 t[4] O<|>UT);", "function > part t"],
    ["FUNCTION f(uint8 a,<|> uint8 b);", "function"],
    ["DEFINE A = (1 + b.C<|>) * 2;", "define > expression b.C > name C"],
    ["DEFINE A = (1 + 2) * 2<|>;", "define > expression 2"],
    ["ENUM E { A, B<|> = 2 };", "enum > part B > name B"],
    ["ENUM E { A, B = 2<|> };", "enum > part B"],
    ["STRUCT S { base.T<|> t; };", "struct > part t > type T > name T"],
    ["EVENT E(H<|> h);", "event > part h > type H > name H"],
    ["USETYPES ba<|>se;", "usetypes > name base"],
    ["API_VERSION = 1<|>;", "apiVersion"],
    ["junk <|> here", "skipped"],
    ["FUNCTION f(); <|> FUNCTION g();", "nothing"],
    ["<|>", "nothing"],
  ])("%s is %s", (marked, wanted) => {
    expect(path(marked)).toBe(wanted);
  });

  it("is found in a sum of 100,000 parts", () => {
    const tree = parse(`DEFINE A = ${"1 + ".repeat(100_000)}B;`);
    expect(findNodeAt(tree, 12)?.expression).toMatchObject({ kind: "number" });
    expect(findNodeAt(tree, tree.text.length - 1)?.name?.text).toBe("B");
  });

  it("is found at every place of a file, and holds it", () => {
    const tree = parse(SAMPLE);
    for (let offset = 0; offset <= SAMPLE.length; offset++) {
      const found = findNodeAt(tree, offset);
      expect(found?.item).toBe(itemAt(tree, offset));
      for (const node of [found?.item, found?.part, found?.type, found?.expression, found?.name]) {
        if (node === undefined) continue;
        expect(node.start).toBeLessThanOrEqual(offset);
        expect(node.end).toBeGreaterThanOrEqual(offset);
      }
    }
  });
});

describe("tokens by place", () => {
  it("are found by search", () => {
    const tree = parse(SAMPLE);
    for (let offset = 0; offset < SAMPLE.length; offset++) {
      const token = tokenAt(tree, offset);
      expect(token !== undefined && token.start <= offset && offset < token.end).toBe(true);
    }
    expect(tokenAt(tree, SAMPLE.length)).toBe(tree.tokens.at(-1));
    expect(tokenIndexAt(parse(""), 0)).toBe(-1);
  });

  it("before a place are those the grammar sees", () => {
    const { tree, offset } = at("FUNCTION f( /* x */ <|>uint8 a);");
    const token = significantTokenBefore(tree, offset);
    expect(token === undefined ? "" : tree.text.slice(token.start, token.end)).toBe("(");
    expect(significantTokenBefore(tree, 0)).toBeUndefined();
  });
});

describe("comments before a declaration", () => {
  function comments(text: string): readonly string[] {
    const tree = parse(text);
    const item = tree.items.findLast((each) => "name" in each);
    if (item === undefined || !("name" in item)) return [];
    return leadingComments(tree, item).map((token) => text.slice(token.start, token.end));
  }

  it("are those above it, before and after its documentation", () => {
    expect(comments("// a\n/** doc */\n// b\n/* c */ FUNCTION f();")).toEqual(["// a", "// b", "/* c */"]);
    expect(comments("FUNCTION e();\n// a\nFUNCTION f();")).toEqual(["// a"]);
    expect(comments("FUNCTION f();")).toEqual([]);
  });

  it("are not those behind the declaration above", () => {
    expect(comments("FUNCTION e(); // about e\n// about f\nFUNCTION f();")).toEqual(["// about f"]);
    expect(comments("FUNCTION e(); // about e\nFUNCTION f();")).toEqual([]);
  });

  it("end at a blank line", () => {
    expect(comments("// section\n\n// about f\nFUNCTION f();")).toEqual(["// about f"]);
  });
});
