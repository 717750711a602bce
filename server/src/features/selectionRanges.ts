/** Expand selection: word, parameter or member, declaration, declaration with its comment, file. */
import type { Span } from "@legato-api/language";
import type { Position, SelectionRange } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";

/** One chain a position, innermost first; a position anywhere in the file has one. */
export function selectionRanges(view: ApiView, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => chainOf(view, spansAround(view, view.lines.offsetAt(position))));
}

function spansAround(view: ApiView, offset: number): readonly Span[] {
  const { source } = view.interface;
  const holds = (span: Span): boolean => span.start <= offset && offset <= span.end;
  const spans: Span[] = [{ start: 0, end: source.text.length }];
  const item = source.items.find((one) =>
    holds({ start: "doc" in one ? (one.doc?.start ?? one.start) : one.start, end: one.end }),
  );
  if (item !== undefined) {
    if ("doc" in item && item.doc !== undefined) spans.push({ start: item.doc.start, end: item.end });
    if (holds(item)) spans.push(item);
    const parts =
      "parameters" in item ? item.parameters : "members" in item ? item.members : "fields" in item ? item.fields : [];
    const part = parts.find(holds);
    if (part !== undefined) spans.push(part);
  }
  // Between a bracket and a word the word is meant, as it is for a double click.
  const touched = source.tokens.filter((one) => one.kind !== "whitespace" && holds(one));
  const token = touched.find((one) => one.kind !== "punctuation") ?? touched[0];
  if (token !== undefined) spans.push(token);
  return spans;
}

function chainOf(view: ApiView, outerFirst: readonly Span[]): SelectionRange {
  let chain: SelectionRange | undefined;
  let last: Span | undefined;
  for (const span of outerFirst) {
    // Each range must be strictly inside of its parent, else the editor's expand does nothing for a step.
    if (
      last !== undefined &&
      (span.start < last.start || span.end > last.end || (span.start === last.start && span.end === last.end))
    )
      continue;
    chain = { range: view.lines.rangeOf(span), ...(chain === undefined ? {} : { parent: chain }) };
    last = span;
  }
  return chain ?? { range: view.lines.rangeOf({ start: 0, end: 0 }) };
}
