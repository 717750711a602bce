/**
 * Line tables of texts, made once a text: offsets to the positions of the Language Server Protocol and back.
 *
 * Positions are 0-based, characters UTF-16. Out of range answers are clamped to the text, never thrown.
 */
import { LineMap, type Position, type Span } from "@legato-api/language";

export type { Position };

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export class Lines extends LineMap {
  rangeOf(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
}

const known = new WeakMap<{ readonly text: string }, Lines>();

export function linesOf(file: { readonly text: string }): Lines {
  let lines = known.get(file);
  if (lines === undefined) {
    lines = new Lines(file.text);
    known.set(file, lines);
  }
  return lines;
}
