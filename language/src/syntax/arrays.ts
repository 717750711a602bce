/**
 * Sizes in brackets: `[max]`, and the deprecated `[min .. max]`.
 *
 * In: a cursor at the `[`. Out: the size, `missing` where there is none, and the cursor behind the `]` or where it should be.
 */
import { Code } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import { nameExpression } from "./names.ts";
import type { ArraySize, Direction, Expression } from "./tree.ts";

/** Arrays behind a name: one at most, and before the direction. */
export function parseArrays(cursor: Cursor, direction: Direction | undefined): ArraySize | undefined {
  if (!cursor.is(Code.openBracket)) return undefined;
  if (direction !== undefined) {
    cursor.error(direction, "The direction comes after the size: `type name[size] OUT`.");
  }
  const array = parseArray(cursor);
  while (cursor.is(Code.openBracket)) {
    cursor.error(cursor.token(), "Arrays have one dimension: the second size is not allowed.");
    parseArray(cursor);
  }
  return array;
}

/** `[max]`, `[min .. max]`; the cursor is at `[`. */
export function parseArray(cursor: Cursor): ArraySize {
  const open = cursor.bump();
  const related = [{ start: open.start, end: open.end, message: "The bracket opened here." }];
  if (cursor.is(Code.closeBracket)) {
    cursor.error(
      { start: open.start, end: cursor.token().end },
      "Expected a size between `[` and `]`: a number or a DEFINE.",
    );
    cursor.bump();
    return { max: { kind: "missing", start: open.end, end: open.end }, start: open.start, end: cursor.end };
  }
  const first = parseSize(cursor);
  let max = first;
  let min: Expression | undefined;
  if (cursor.take(Code.range) !== undefined) {
    min = first;
    max = parseSize(cursor);
  }
  if (cursor.take(Code.closeBracket) === undefined) {
    const code = cursor.code();
    if (code === Code.plus || code === Code.minus || code === Code.star || code === Code.slash) {
      cursor.error(
        cursor.token(),
        "A size is one number or one name: write the calculation as a DEFINE and use its name.",
      );
    } else {
      cursor.missing("`]`", { related });
    }
    cursor.skipTo(Code.closeBracket, Code.comma, Code.semicolon, Code.closeParen, Code.closeBrace);
    cursor.take(Code.closeBracket);
  }
  return { ...(min === undefined ? {} : { min }), max, start: open.start, end: cursor.end };
}

function parseSize(cursor: Cursor): Expression {
  if (cursor.atSign) cursor.error(cursor.token(), "A size has no sign.");
  // Without recursion: a row of signs may be as long as the file.
  while (cursor.atSign) cursor.bump();
  const code = cursor.code();
  if (code === Code.decimal || code === Code.hex) {
    const token = cursor.bump();
    return { kind: "number", value: BigInt(cursor.textOf(token)), start: token.start, end: token.end };
  }
  if (code === Code.identifier || code === Code.scoped) {
    return nameExpression(cursor.text, cursor.bump());
  }
  if (code === Code.openParen) {
    cursor.error(
      cursor.token(),
      "A size is one number or one name: write the calculation as a DEFINE and use its name.",
    );
  } else {
    cursor.missing("a size (a number or the name of a DEFINE)");
  }
  if (code === Code.string) cursor.bump();
  return { kind: "missing", start: cursor.end, end: cursor.end };
}
