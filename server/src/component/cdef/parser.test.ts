import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCdef } from "./parser.ts";
import type { CdefNode, CdefOption } from "./tree.ts";

/** A tree as short text: `provides{api{printer=printer.api[async]}}`. */
function outline(nodes: readonly CdefNode[]): string {
  return nodes.map(nodeText).join(" ");
}

function nodeText(node: CdefNode): string {
  switch (node.kind) {
    case "section":
      return `${node.name.text}{${outline(node.items)}}${node.closed ? "" : "!"}`;
    case "api":
      return (node.alias ? `${node.alias.text}=` : "") + (node.path?.text ?? "?") + optionText(node.options);
    case "entry":
      return optionText(node.options) + node.words.map((word) => word.text).join("");
    case "directive":
      return `${node.name}${node.condition ? ` ${node.condition}` : ""}${node.operand?.text ?? ""}`;
  }
}

function optionText(options: readonly CdefOption[]): string {
  return options.map((option) => `[${option.name}]`).join("");
}

describe("a Component.cdef", () => {
  it("gives its APIs with alias and options, and its sources", () => {
    const file = parseCdef(`
      // What we serve
      provides:
      {
          api:
          {
              printer = $CURDIR/../interfaces/printer.api   [manual-start] [async]
              le_pm.api /* plain */
          }
      }
      sources: { main.c  $CURDIR/../common/util.c "with blank.c" }
    `);
    expect(outline(file.items)).toBe(
      "provides{api{printer=$CURDIR/../interfaces/printer.api[manual-start][async] le_pm.api}} " +
        "sources{main.c $CURDIR/../common/util.c with blank.c}",
    );
    expect(file.problems).toEqual([]);
  });

  it("keeps the lines of #if among the entries", () => {
    const file = parseCdef(`sources:
{
#if ${`\${LE_CONFIG_LINUX}`} = y   // on Linux
    linux.c
#elif file_exists(\${A}/b.c)
    other.c
#else
    rtos.c
#endif
#include "more.cinc"
}`);
    expect(outline(file.items)).toBe(
      `sources{#if \${LE_CONFIG_LINUX} = y linux.c #elif file_exists(\${A}/b.c) other.c #else rtos.c #endif #includemore.cinc}`,
    );
    expect(file.problems).toEqual([]);
  });

  it("reads flags, pools, bundles and commands without complaint", () => {
    const file = parseCdef(`
      cflags: { -std=c99 -I\${LEGATO_ROOT}/a -I $CURDIR/b -DA="x y" }
      pools: { le_atServer.Messages = 2 }
      bundles: { file: { [rx] www/a.cgi  /var/www/a.cgi } dir: { a b } }
      externalBuild: { "make -f \${X}/Makefile" }
      requires: { component: { ../other [provide-header] } lib: { m } }
    `);
    expect(file.problems).toEqual([]);
    expect(outline(file.items)).toContain("pools{le_atServer.Messages = 2}");
    expect(outline(file.items)).toContain("bundles{file{[rx]www/a.cgi /var/www/a.cgi} dir{a b}}");
  });

  it("reads the groups of an assets section", () => {
    const file = parseCdef("assets: { myData = { settings: { int one = 1 } } }\nsources: { a.c }");
    expect(file.problems).toEqual([]);
    expect(outline(file.items)).toContain("sources{a.c}");
  });

  it("says what is wrong and reads on", () => {
    const broken = parseCdef("provides: { api: { printer = }\nsources: { a.c");
    expect(outline(broken.items)).toBe("provides{api{printer=?} sources{a.c}!}!");
    expect(broken.problems.map((problem) => problem.message)).toEqual([
      "The .api file after 'printer =' is missing.",
      "The section 'sources' is never closed: '}' is missing.",
      "The section 'provides' is never closed: '}' is missing.",
    ]);
    expect(parseCdef("} § #foo\n/* open").problems.map((problem) => problem.message)).toEqual([
      "This brace closes nothing.",
      "Unexpected character '§'.",
      "Unknown directive '#foo'; known are #if, #elif, #else, #endif, #include.",
      "This comment is never closed.",
    ]);
    expect(parseCdef("\0").problems.map((problem) => problem.message)).toEqual(["Unexpected character U+0000."]);
  });

  it("covers every text with tokens, whatever it is", () => {
    const pieces = fc.constantFrom(
      ...`provides api sources : { } = [async] [ ] #if #else #endif #include \${X} $ " ' // /* */ \n \t a.c b/c é 😀 \0`.split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
        const text = parts.join(" ");
        const { tokens } = parseCdef(text);
        expect(tokens.map((token) => text.slice(token.start, token.end)).join("")).toBe(text);
        expect(tokens.every((token) => token.end > token.start)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each(["// ", "/* a */ ", "/* ", "/**/"])("reads a name before a row of %j", (comment) => {
    const file = parseCdef(`sources: { main ${comment.repeat(1_000)}\n*/ other.c }`);
    expect(outline(file.items)).toMatch(/^sources\{main/);
    expect(parseCdef(`sources ${comment.repeat(3)}\n// */\n: { a.c }`).items).toHaveLength(1);
  });

  it("takes any number of items", () => {
    const many = "a.c ".repeat(200_000);
    expect(parseCdef(many, "list").items).toHaveLength(200_000);
    expect(parseCdef(`assets: { x = { ${many} } }`).items).toHaveLength(1);
  });

  it("survives deep nesting", () => {
    const file = parseCdef("a:{".repeat(20_000));
    expect(file.items).toHaveLength(1);
  });
});
