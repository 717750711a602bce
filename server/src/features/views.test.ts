/** Outline, folding, selection, hints, links and semantic tokens of one small file, as a user sees them. */

import { ownershipOf } from "@legato-api/language";
import { expect, test } from "vitest";
import { documentLinks } from "./documentLinks.ts";
import { documentSymbols } from "./documentSymbols.ts";
import { foldingRanges } from "./foldingRanges.ts";
import { inlayHints } from "./inlayHints.ts";
import { selectionRanges } from "./selectionRanges.ts";
import { semanticTokens, semanticTokensLegend } from "./semanticTokens.ts";
import { workspace } from "./testing/workspace.ts";

const SAMPLE = `//- /w/paper.api
ENUM Size { A4, A5 };
//- /w/printer.api
/**
 * Printer.
 */
USETYPES paper;
USETYPES
  other;
DEFINE MAX = 2 * 3;
REFERENCE Job;
/**
 * Opens.
 */
FUNCTION Job Open
(
    string name[MAX],   ///< Name.
    paper.Size size IN
);
FUNCTION Close(Job job IN);
BITMASK Flags { X, Y = 0x4, Z };
`;
const { view } = workspace(SAMPLE);
const printer = view("/w/printer.api");

test("outline", () => {
  expect(
    documentSymbols(printer).map((one) => [one.name, one.detail, one.children?.map((child) => child.name)]),
  ).toEqual([
    ["MAX", "DEFINE", []],
    ["Job", "REFERENCE", []],
    ["Open", "FUNCTION Job", ["name", "size"]],
    ["Close", "FUNCTION", ["job"]],
    ["Flags", "BITMASK", ["X", "Y", "Z"]],
  ]);
});

test("a half typed declaration has no place in the outline", () => {
  expect(documentSymbols(workspace("FUNCTION ;\nREFERENCE A;").view()).map((one) => one.name)).toEqual(["A"]);
});

test("folding", () => {
  expect(foldingRanges(printer).map(({ startLine, endLine, kind }) => [startLine, endLine, kind])).toEqual([
    [0, 2, "comment"],
    [8, 10, "comment"],
    [3, 5, "imports"],
    [11, 15, undefined],
  ]);
});

test("folding of lines of comment and of regions", () => {
  const text =
    "// Licence,\n// of two lines.\n\n// One line.\n\n// #region Jobs\n// First.\n//\n// Third.\nREFERENCE Job; // behind\n// endregion\n";
  const all = workspace(`//- /w/test.api\n${text}<|>`);
  expect(foldingRanges(all.view()).map(({ startLine, endLine, kind }) => [startLine, endLine, kind])).toEqual([
    [0, 1, "comment"],
    [6, 8, "comment"],
    [5, 10, "region"],
  ]);
});

test("expand selection from between a bracket and a word begins with the word", () => {
  const all = workspace("//- /w/test.api\nFUNCTION f(<|>uint8 a);\n");
  const view = all.view();
  const [chain] = selectionRanges(view, [view.lines.positionAt(all.cursor.offset)]);
  expect(chain?.range).toEqual({ start: { line: 0, character: 11 }, end: { line: 0, character: 16 } });
});

test("expand selection: word, parameter, declaration, with its comment, file", () => {
  const [chain] = selectionRanges(printer, [{ line: 13, character: 12 }]);
  const texts: string[] = [];
  for (let one = chain; one !== undefined; one = one.parent) {
    const { lines, interface: iface } = printer;
    texts.push(iface.source.text.slice(lines.offsetAt(one.range.start), lines.offsetAt(one.range.end)).slice(0, 12));
  }
  expect(texts).toEqual(["name", "string name[", "FUNCTION Job", "/**\n * Opens", "/**\n * Print"]);
});

test("hints for what is not written", () => {
  const hints = inlayHints(printer, { start: 0, end: printer.interface.source.text.length });
  expect(hints.map((one) => `${one.position.line}:${one.position.character} ${one.label}`)).toEqual([
    "17:17 = 0x1",
    "17:29 = 0x8",
    "6:18 = 6",
    "13:20 IN",
  ]);
  expect(inlayHints(printer, { start: 0, end: 40 })).toEqual([]);
});

test("USETYPES lead to the file", () => {
  expect(documentLinks(printer, (path) => `file://${path}`)).toMatchObject([
    { range: { start: { line: 3, character: 9 }, end: { line: 3, character: 14 } }, target: "file:///w/paper.api" },
  ]);
});

/** `name type.modifier` of each token. */
function tokens(range?: { start: number; end: number }): string[] {
  const { data } = semanticTokens(printer, ownershipOf(printer.interface), range);
  const named: string[] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [deltaLine = 0, delta = 0, length = 0, type = 0, bits = 0] = data.slice(at, at + 5);
    character = deltaLine === 0 ? character + delta : delta;
    line += deltaLine;
    const start = printer.lines.offsetAt({ line, character });
    const modifiers = semanticTokensLegend.tokenModifiers.filter((_one, bit) => (bits & (1 << bit)) !== 0);
    named.push(
      [
        printer.interface.source.text.slice(start, start + length),
        semanticTokensLegend.tokenTypes[type],
        ...modifiers,
      ].join(" "),
    );
  }
  return named;
}

test("semantic tokens say what a name is, and who acquires and releases", () => {
  expect(tokens()).toEqual([
    "paper namespace",
    "MAX variable declaration readonly",
    "Job class declaration",
    "Job class",
    "Open function declaration acquires",
    "string type defaultLibrary",
    "name parameter declaration",
    "MAX variable readonly",
    "paper namespace",
    "Size enum",
    "size parameter declaration",
    "Close function declaration releases",
    "Job class",
    "job parameter declaration",
    "Flags enum declaration",
    "X enumMember declaration readonly",
    "Y enumMember declaration readonly",
    "Z enumMember declaration readonly",
  ]);
});

test("semantic tokens of a range", () => {
  const start = printer.interface.source.text.indexOf("FUNCTION Close");
  expect(tokens({ start, end: start + 30 })).toEqual([
    "Close function declaration releases",
    "Job class",
    "job parameter declaration",
  ]);
});
