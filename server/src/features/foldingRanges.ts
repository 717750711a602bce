/** Folding: comments of several lines, runs of USETYPES, and the bodies of declarations. */
import type { Span } from "@legato-api/language";
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
