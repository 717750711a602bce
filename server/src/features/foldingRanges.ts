/** Folding: comments of several lines, runs of `//` lines and of USETYPES, `// region` to `// endregion`, and the bodies of declarations. */
import type { Span, Token } from "@legato-api/language";
import { type FoldingRange, FoldingRangeKind } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";

export function foldingRanges(view: ApiView): FoldingRange[] {
  const { source } = view.interface;
  const ranges: FoldingRange[] = [];
  const add = (span: Span, kind?: FoldingRangeKind): void => {
    const { start, end } = view.lines.rangeOf(span);
    if (end.line > start.line)
      ranges.push({ startLine: start.line, endLine: end.line, ...(kind === undefined ? {} : { kind }) });
  };
  for (const token of source.tokens) {
    if (token.kind === "doc" || token.kind === "blockComment") add(token, FoldingRangeKind.Comment);
  }
  for (const run of lineComments(view)) add(run, FoldingRangeKind.Comment);
  for (const region of regions(view)) add(region, FoldingRangeKind.Region);
  let imports: { start: number; end: number } | undefined;
  for (const item of source.items) {
    if (item.kind === "usetypes") {
      imports = { start: imports?.start ?? item.start, end: item.end };
      continue;
    }
    if (imports !== undefined) add(imports, FoldingRangeKind.Imports);
    imports = undefined;
    if ("name" in item) add(item);
  }
  if (imports !== undefined) add(imports, FoldingRangeKind.Imports);
  return ranges;
}

/** As in language-configuration.json, which an editor asks only where no server answers. */
const REGION = /^\/\/\s*#?(end)?region\b/;

/** Comments on lines of their own; each row of them is one span, and the marks of regions belong to none. */
function lineComments({ interface: { source } }: ApiView): readonly Span[] {
  const runs: { start: number; end: number }[] = [];
  let before: Token | undefined;
  for (const token of source.tokens) {
    if (token.kind !== "lineComment") continue;
    const { text } = source;
    const isAlone = text.slice(text.lastIndexOf("\n", token.start - 1) + 1, token.start).trim() === "";
    if (!isAlone || REGION.test(text.slice(token.start, token.end))) {
      before = undefined;
      continue;
    }
    const run = runs.at(-1);
    const gap = before === undefined ? undefined : text.slice(before.end, token.start);
    if (run !== undefined && gap?.trim() === "" && gap.split("\n").length === 2) run.end = token.end;
    else runs.push({ start: token.start, end: token.end });
    before = token;
  }
  return runs;
}

function regions({ interface: { source } }: ApiView): readonly Span[] {
  const found: Span[] = [];
  const open: number[] = [];
  for (const token of source.tokens) {
    const mark = token.kind === "lineComment" ? REGION.exec(source.text.slice(token.start, token.end)) : null;
    if (mark === null) continue;
    const start = mark[1] === undefined ? undefined : open.pop();
    if (mark[1] === undefined) open.push(token.start);
    else if (start !== undefined) found.push({ start, end: token.end });
  }
  return found;
}
