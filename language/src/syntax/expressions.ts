/**
 * Values of DEFINEs: sums, products, signs, parentheses, names and strings.
 *
 * In: a cursor behind the `=`. Out: an `Expression`, `missing` where there was none. Parentheses nest no deeper than the reference
 * compiler can take, so that every walk over the tree may recurse; chains of operators lean to the left, as they are read.
 */
import { Code } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import { nameExpression } from "./names.ts";
import { unescapeString } from "./stringEscape.ts";
import type { Expression } from "./tree.ts";

/** Beyond this the reference stops with `maximum recursion depth exceeded`. */
export const DEEPEST_PARENTHESES = 328;

/** `value = sum | STRING`: a string stands alone. */
export function parseValue(cursor: Cursor): Expression {
  if (cursor.is(Code.string) && cursor.code(1) === Code.semicolon) return parseString(cursor);
  if (cursor.is(Code.string)) {
    const value = parseString(cursor);
    if (isOperator(cursor.code())) {
      cursor.error(
        cursor.token(),
        "A string stands alone: the language has no operators on strings. Write one string.",
      );
    }
    return value;
  }
  return parseSum(cursor, 0);
}

function parseSum(cursor: Cursor, depth: number): Expression {
  let left = parseProduct(cursor, depth);
  for (;;) {
    const operator = cursor.is(Code.plus) ? "+" : cursor.is(Code.minus) ? "-" : undefined;
    if (operator === undefined) return left;
    cursor.bump();
    const right = parseProduct(cursor, depth);
    left = { kind: "binary", operator, left, right, start: left.start, end: right.end };
  }
}

function parseProduct(cursor: Cursor, depth: number): Expression {
  let left = parseSimple(cursor, depth);
  for (;;) {
    const operator = cursor.is(Code.star) ? "*" : cursor.is(Code.slash) ? "/" : undefined;
    if (operator === undefined) return left;
    cursor.bump();
    const right = parseSimple(cursor, depth);
    left = { kind: "binary", operator, left, right, start: left.start, end: right.end };
  }
}

function parseSimple(cursor: Cursor, depth: number): Expression {
  switch (cursor.code()) {
    case Code.decimal:
    case Code.hex: {
      const token = cursor.bump();
      return { kind: "number", value: BigInt(cursor.textOf(token)), start: token.start, end: token.end };
    }
    case Code.plus:
    case Code.minus:
      return parseSigned(cursor, depth);
    case Code.identifier:
    case Code.scoped:
      return nameExpression(cursor.text, cursor.bump());
    case Code.openParen:
      return parseParenthesized(cursor, depth);
    case Code.string: {
      cursor.error(
        cursor.token(),
        "A string can only be the whole value of a DEFINE: no parentheses around it, no operators beside it.",
      );
      return parseString(cursor);
    }
    default:
      cursor.missing("a value");
      return { kind: "missing", start: cursor.end, end: cursor.end };
  }
}

/** A sign belongs to a decimal number only; what else follows it is read all the same, for the rest of the expression. */
function parseSigned(cursor: Cursor, depth: number): Expression {
  const sign = cursor.bump();
  const negative = cursor.textOf(sign) === "-";
  if (cursor.is(Code.decimal)) {
    const token = cursor.bump();
    const value = BigInt(cursor.textOf(token));
    return { kind: "number", value: negative ? -value : value, start: sign.start, end: token.end };
  }
  const written = cursor.textOf(sign);
  if (cursor.atSign) {
    cursor.error(cursor.token(), "Only one sign can stand before a number. Write one, or none.");
    // Without recursion: a row of signs may be as long as the file.
    while (cursor.atSign) cursor.bump();
  } else if (cursor.is(Code.hex) || cursor.is(Code.identifier) || cursor.is(Code.scoped) || cursor.is(Code.openParen)) {
    cursor.error(
      cursor.token(),
      `A sign can only stand before a decimal number, not before ${cursor.describe()}. Write \`0 ${written} value\` instead.`,
    );
  }
  return parseSimple(cursor, depth);
}

function parseParenthesized(cursor: Cursor, depth: number): Expression {
  const open = cursor.token();
  if (depth >= DEEPEST_PARENTHESES) {
    cursor.error(
      open,
      `Parentheses may nest ${DEEPEST_PARENTHESES} deep at most: the compiler fails with "maximum recursion depth exceeded".`,
      { rule: "reference-compiler-limit" },
    );
    skipParenthesized(cursor);
    return { kind: "missing", start: open.start, end: cursor.end };
  }
  cursor.bump();
  const inner = parseSum(cursor, depth + 1);
  if (cursor.take(Code.closeParen) === undefined) {
    cursor.missing("`)`", { related: [{ start: open.start, end: open.end, message: "The parenthesis opened here." }] });
  }
  return { kind: "parenthesized", inner, start: open.start, end: cursor.end };
}

/** Steps over a parenthesis and all inside of it, without recursion. */
function skipParenthesized(cursor: Cursor): void {
  let depth = 0;
  while (!cursor.atNextItem && !cursor.is(Code.semicolon)) {
    if (cursor.is(Code.openParen)) depth++;
    else if (cursor.is(Code.closeParen)) depth--;
    cursor.bump();
    if (depth <= 0) return;
  }
}

function parseString(cursor: Cursor): Expression {
  const token = cursor.bump();
  const written = cursor.textOf(token);
  const closed = written.length > 1 && written.endsWith(written.charAt(0));
  const raw = written.slice(1, closed ? -1 : undefined);
  const { value, problem } = unescapeString(raw);
  if (problem !== undefined && closed) {
    const start = token.start + 1 + problem.at;
    if (problem.kind !== "notAscii") cursor.problem("invalid-escape", { start, end: start + 2 }, BAD_ESCAPE);
    // About a character above U+FFFF the scanner has an error already.
    else if (!ASTRAL.test(raw.slice(problem.at))) {
      cursor.problem("non-ascii-string", { start, end: start + 1 }, NOT_ASCII);
    }
    return { kind: "missing", start: token.start, end: token.end };
  }
  return { kind: "string", raw, value, start: token.start, end: token.end };
}

const ASTRAL = /^[\ud800-\udbff][\udc00-\udfff]/;
const NOT_ASCII =
  "The compiler takes only ASCII characters in strings. Write the character's bytes another way, or leave it out.";
const BAD_ESCAPE = "`\\x` must be followed by exactly two hexadecimal digits. Write `\\\\x` for a backslash and an x.";

function isOperator(code: number): boolean {
  return code === Code.plus || code === Code.minus || code === Code.star || code === Code.slash;
}
