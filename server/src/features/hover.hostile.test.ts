/**
 * Hovers over files that somebody wrote to trick the reader: whatever stands in an `.api`, its hover holds no HTML, no picture, and no
 * link but those we write ourselves. Markdown is read by markdown-it with everything allowed, as the editor could be set.
 */
import { occurrencesIn, ownershipOf } from "@legato-api/language";
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { hover } from "./hover.ts";
import { workspace } from "./testing/workspace.ts";

const reader = new MarkdownIt({ html: true });
reader.validateLink = () => true;

/** What a reader of the hovers could click, or the editor would load or run. */
function active(markdown: string): readonly string[] {
  return reader
    .parse(markdown, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .flatMap(({ type, content, attrs }) => {
      if (type === "html_block" || type === "html_inline") return [`html ${content}`];
      if (type === "image" || type === "link_open") return (attrs ?? []).map(([name, value]) => `${name} ${value}`);
      return [];
    });
}

/** The hovers over every name of a file. */
function hoversOf(text: string, path = "/w/test.api"): readonly string[] {
  const view = workspace(`//- ${path}\n${text}`).view(path);
  const link = (): string => "file:///w/known.api#L3";
  return occurrencesIn(view.interface).flatMap(({ span }) => {
    const answer = hover(view, span.start, { ownershipOf, link });
    return answer !== null && typeof answer.contents === "object" && "value" in answer.contents
      ? [answer.contents.value]
      : [];
  });
}

const EVIL = [
  "<script>alert(1)</script>",
  '<img src="https://evil.example/x.png">',
  '<a href="command:workbench.action.terminal.new">x</a>',
  "[x](command:workbench.action.terminal.new)",
  "![x](https://evil.example/x.png)",
  "[x]: command:y",
  "<https://evil.example>",
  "<command:y>",
  "``` ![x](https://evil.example)",
  "` [x](command:y) `` <b onclick=x>",
  "\\[x](command:y)",
  "\\\\[x](command:y)",
  '@ref "x](command:y) [" and \\ref <b>',
  "@param ![x](https://evil.example) <i>",
  "@section s [x](command:y)",
  "<b onmouseover=x>bold</b><li><td>",
  "&lt;b&gt; &#60;script&#62; &#x5b;x](command:y)",
  "$(zap) [x][y]",
];

const isOurs = (found: string): boolean => found === "href file:///w/known.api#L3";

describe("a hover over hostile text", () => {
  test("is looked at by a reader that sees what is active", () => {
    expect(EVIL.flatMap((one) => active(one)).length).toBeGreaterThan(8);
  });

  test.each(EVIL)("%s", (evil) => {
    const inComment = evil.replaceAll("*/", "");
    const text = `/** ${inComment}\n *\n * ${inComment}\n */
FUNCTION Open(string name[10] IN ///< ${inComment}
);
/** @code ${inComment}\n * ${inComment}\n * @endcode */
DEFINE TEXT = "${evil.replaceAll('"', "'")}";
/** ${inComment} */
ENUM Size { A4, ///< ${inComment}
};
`;
    const hovers = hoversOf(text);
    expect(hovers.length).toBeGreaterThanOrEqual(4);
    expect(hovers.flatMap(active).filter((one) => !isOurs(one))).toEqual([]);
  });

  test.each(["/w/a``` ![x](https:evil).api", "/w/`[x](command:y).api"])("in a file named %s", (path) => {
    expect(hoversOf("/** x */ REFERENCE T;\nFUNCTION T Open();\n", path).flatMap(active)).toEqual([]);
  });

  test("of any mixture of these", () => {
    const pieces = fc.array(
      fc.constantFrom(...EVIL, "`", "``", "\n", "\n\n", " ", "<", ">", "[", "](", ")", "!", "\\"),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(pieces, (all) => {
        const evil = all.join("").replaceAll("*/", "");
        const text = `/** ${evil} */\nFUNCTION Open();\n/** x */\nDEFINE TEXT = "${evil.replaceAll('"', "'")}";\n`;
        expect(
          hoversOf(text)
            .flatMap(active)
            .filter((one) => !isOurs(one)),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("text that is slow to search is hovered over all the same", () => {
  const LONG = 200_000;
  test.each([
    ["blanks inside a declaration", `FUNCTION Open(${" ".repeat(LONG)}uint8 a IN);`],
    ["comments that open in a string", `DEFINE TEXT = "${"/*".repeat(LONG)}";`],
    ["backticks that do not fit", `/** ${"` `` ".repeat(LONG / 5)} */\nFUNCTION Open();`],
    ["tags that do not end", `/** ${"<b ".repeat(LONG / 3)} */\nFUNCTION Open();`],
    ["references that do not end", `/** ${'@ref "'.repeat(LONG / 6)} */\nFUNCTION Open();`],
    ["blanks in a comment", `/** x${" ".repeat(LONG)}y */\nFUNCTION Open();`],
    ["stars", `/**\n${` * ${"*".repeat(1000)}\n`.repeat(LONG / 1000)} */\nFUNCTION Open();`],
    ["a block that does not end", `/**\n * @code\n${" * @endcod\n".repeat(LONG / 10)} */\nFUNCTION Open();`],
  ])("%s", { timeout: 20_000 }, (_what, text) => {
    expect(hoversOf(text).length).toBeGreaterThan(0);
  });
});
