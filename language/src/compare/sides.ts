/**
 * The two versions under comparison, and the places in them that changes point to.
 */
import type { Interface } from "../model/interface.ts";
import type { Span } from "../syntax/tree.ts";
import type { Changes, Place } from "./change.ts";

export interface Sides {
  readonly before: Interface;
  readonly after: Interface;
  readonly changes: Changes;
}

/** The start of a file, for what is new or gone. */
const start: Span = { start: 0, end: 0 };

export function placeBefore({ before }: Sides, span: Span = start): Place {
  return { uri: before.uri, span: { start: span.start, end: span.end } };
}

export function placeAfter({ after }: Sides, span: Span = start): Place {
  return { uri: after.uri, span: { start: span.start, end: span.end } };
}

/** Documentation as a reader sees it: blanks and line ends do not count. */
export function sameDoc(before: readonly string[], after: readonly string[]): boolean {
  return plain(before) === plain(after);
}

function plain(lines: readonly string[]): string {
  return lines.join(" ").replace(/\s+/g, " ").trim();
}

/** Tells of changed documentation of a declaration or a part of one. */
export function compareDoc(
  sides: Sides,
  what: string,
  before: { readonly doc: readonly string[]; readonly span: Span },
  after: { readonly doc: readonly string[]; readonly span: Span },
): void {
  if (!sameDoc(before.doc, after.doc)) {
    sides.changes.add(
      "documentation",
      ["DOC"],
      placeBefore(sides, before.span),
      placeAfter(sides, after.span),
      `The documentation of ${what} changed`,
    );
  }
}
