import { expect, test } from "vitest";
import { docSummary, docToMarkdown } from "./markdown.ts";

test.each<[what: string, doc: string, markdown: string]>([
  ["plain text", "\n * Opens a job.\n *\n * More.\n ", "Opens a job.\n\nMore."],
  [
    "a result with a list",
    " * Writes.\n *\n * @return\n *      - LE_OK   Written.\n *      - LE_FAULT  Not.\n",
    "Writes.\n\n**Returns:** \n- LE_OK   Written.\n- LE_FAULT  Not.",
  ],
  ["notes", " * @note Mind the gap.", "**Note:** Mind the gap."],
  ["parameters", " * @param[in] name  The name.", "- `name` The name."],
  ["words", " * Use @c foo, @b bar and \\p baz.", "Use `foo`, **bar** and `baz`."],
  ["code", " * @code\n * if (a < b)\n *     c();\n * @endcode\n * Done.", "```c\nif (a < b)\n    c();\n```\n\nDone."],
  ["verbatim is shown as it stands", " * @verbatim\n * a | b *c*\n * @endverbatim", "```\na | b *c*\n```"],
  ["a fence inside of code", " * @verbatim\n * ```\n * @endverbatim", "````\n```\n````"],
  ["headings", " * @section foo_bar Foo and bar\n * Text.", "**Foo and bar**\n\nText."],
  ["HTML that Doxygen allows", " * A <b>bold</b> <i>word</i>.", "A **bold** *word*."],
  [
    "HTML that it does not",
    " * <script>alert(1)</script> [x](command:y)",
    "\\<script\\>alert(1)\\</script\\> \\[x\\](command:y)",
  ],
  ["code by tag and by backticks", " * <c>a*b</c> `x*` <tt>t", "`a*b` `x*` t"],
  ["backticks that are no pair", " * a ` b `` c", "a \\` b \\`\\` c"],
  ["names with underscores stay", " * Call le_foo_Bar().", "Call le_foo_Bar()."],
  [
    "a table",
    " * Modes:\n * | Mode | Use |\n * |------|:---:|\n * | @c a | x \\| <y> `p\\|q` |\n * After.",
    "Modes:\n\n| Mode | Use |\n|------|:---:|\n| `a` | x \\| \\<y\\> `p\\|q` |\n\nAfter.",
  ],
  ["bars that are no table", " * | a | b |\n * | c | d |", "\\| a \\| b \\|\n\\| c \\| d \\|"],
  ["file commands say nothing", " * @file x.h\n * Text.", "Text."],
  ["an unknown command stays", " * @frobnicate now", "@frobnicate now"],
  ["an unfinished block runs to the end", " * @code\n * a();", "```c\na();\n```"],
])("%s", (_what, doc, markdown) => {
  expect(docToMarkdown([doc])).toBe(markdown);
});

test("@ref becomes a link where the target is known", () => {
  const link = (target: string): string | undefined => (target === "foo_Open()" ? "file:///foo.api#L3" : undefined);
  expect(docToMarkdown([" * See @ref foo_Open() or @ref nothing."], { link })).toBe(
    "See [`foo_Open()`](file:///foo.api#L3) or `nothing`.",
  );
});

test("the summary is the first sentence", () => {
  expect(docSummary([" *\n * Opens a job, for\n * ever. Then more.\n"])).toBe("Opens a job, for ever.");
  expect(docSummary([])).toBe("");
});

test("a comment of any number of lines is shown", () => {
  const count = 200_000;
  expect(docToMarkdown([`a\n${" *   x\n".repeat(count)}`]).length).toBeGreaterThan(count);
  expect(docToMarkdown([`@code\n${"x\n".repeat(count)}@endcode`]).length).toBeGreaterThan(count);
});
