/**
 * One parameter, one member, one field.
 *
 * In: a cursor where the part begins. Out: the part as far as it could be understood, the cursor behind it (for a field, behind its
 * comments too).
 */
import type { Mutable } from "../mutable.ts";
import { parseArrays } from "./arrays.ts";
import { Code } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import { refuseDocs, takePostDocs } from "./documentation.ts";
import type { Direction, FieldNode, MemberNode, Name, ParameterNode, Token } from "./tree.ts";
import { isTypeStart, notAName, parsePartName, parseType, skipConst, skipStars, withoutMeaning } from "./types.ts";

/** `docs` is filled by the caller, which sees the comments behind the comma too. */
export function parseParameter(cursor: Cursor, docs: readonly Token[]): Mutable<ParameterNode> | undefined {
  let early = misplacedDirection(cursor);
  refuseDocs(cursor, "before a parameter");
  skipConst(cursor);
  const type = parseType(cursor, "the type of a parameter");
  if (type === undefined) return undefined;
  skipStars(cursor);
  // Without a name behind it the direction is where it belongs, and the name is what is missing.
  if (cursor.code(1) === Code.identifier) early = misplacedDirection(cursor) ?? early;
  const name = parsePartName(cursor, type, "parameter");
  const beforeArray = cursor.is(Code.openBracket) ? undefined : takeDirection(cursor);
  const array = parseArrays(cursor, beforeArray);
  const direction = beforeArray ?? takeDirection(cursor) ?? early;
  refuseSecondDirection(cursor);
  // One of type and name is missing, and nobody knows which.
  const noType = name.text === "" && !cursor.is(Code.openBracket);
  const parameter: Mutable<ParameterNode> = {
    type: noType ? withoutMeaning(type) : type,
    name,
    docs,
    start: type.start,
    end: cursor.end,
  };
  if (array !== undefined) parameter.array = array;
  if (direction !== undefined) parameter.direction = direction;
  return parameter;
}

function takeDirection(cursor: Cursor): Direction | undefined {
  const token = cursor.take(Code.in) ?? cursor.take(Code.out);
  if (token === undefined) return undefined;
  return { value: cursor.textOf(token) === "IN" ? "IN" : "OUT", start: token.start, end: token.end };
}

function misplacedDirection(cursor: Cursor): Direction | undefined {
  const token = cursor.token();
  const direction = cursor.is(Code.in) || cursor.is(Code.out);
  if (!direction) return undefined;
  const written = cursor.textOf(token);
  cursor.error(token, `The direction comes last: write \`type name ${written}\`, not \`${written}\` before the name.`);
  return takeDirection(cursor);
}

function refuseSecondDirection(cursor: Cursor): void {
  const token = cursor.token();
  const isInOut = cursor.is(Code.identifier) && /^(INOUT|IN_OUT)$/i.test(cursor.textOf(token));
  if (!isInOut && !cursor.is(Code.in) && !cursor.is(Code.out)) return;
  cursor.error(
    token,
    "A parameter goes one way, IN or OUT. For both directions write two parameters, one IN and one OUT.",
  );
  cursor.bump();
}

export function parseMember(cursor: Cursor, docs: readonly Token[]): MemberNode | undefined {
  refuseDocs(cursor, "before a member");
  if (cursor.atNextItem || cursor.is(Code.closeBrace)) return undefined;
  let name: Name;
  if (cursor.is(Code.identifier)) {
    name = cursor.bumpName();
  } else if (cursor.code() >= Code.in || cursor.is(Code.scoped)) {
    cursor.error(cursor.token(), notAName(cursor, "member"));
    name = cursor.bumpName();
  } else {
    cursor.missing("the name of a member");
    return undefined;
  }
  const value = cursor.take(Code.equals) === undefined ? undefined : parseMemberValue(cursor);
  const { start } = name;
  const { end } = cursor;
  return value === undefined ? { name, docs, start, end } : { name, value, docs, start, end };
}

/** `int = [+|-] DEC | HEX`: no expression and no name. */
function parseMemberValue(cursor: Cursor): MemberNode["value"] {
  const sign = cursor.take(Code.plus) ?? cursor.take(Code.minus);
  const start = sign?.start ?? cursor.start;
  if (cursor.is(Code.hex) && sign !== undefined) {
    cursor.error(cursor.token(), "A sign can only stand before a decimal number.");
  }
  if (cursor.is(Code.decimal) || cursor.is(Code.hex)) {
    const token = cursor.bump();
    const value = BigInt(cursor.textOf(token));
    const negative = sign !== undefined && cursor.textOf(sign) === "-";
    return { value: negative ? -value : value, start, end: token.end };
  }
  if (cursor.is(Code.identifier) || cursor.is(Code.scoped) || cursor.is(Code.string) || cursor.is(Code.openParen)) {
    cursor.error(
      cursor.token(),
      `A member's value is a plain number: neither names of DEFINEs nor calculations are allowed here, found ${cursor.describe()}.`,
    );
    cursor.skipTo(Code.comma, Code.closeBrace, Code.semicolon);
  } else {
    cursor.missing("a number");
  }
  return undefined;
}

export function parseField(cursor: Cursor): FieldNode | undefined {
  refuseDocs(cursor, "before a field");
  if (cursor.atNextItem || cursor.is(Code.closeBrace)) return undefined;
  if (refuseFieldDirection(cursor) && !isTypeStart(cursor)) return undefined;
  const type = parseType(cursor, "the type of a field");
  if (type === undefined) {
    cursor.skipTo(Code.semicolon, Code.closeBrace);
    cursor.take(Code.semicolon);
    return undefined;
  }
  skipStars(cursor);
  const name = parsePartName(cursor, type, "field");
  const array = parseArrays(cursor, undefined);
  endOfField(cursor);
  const docs = takePostDocs(cursor);
  const end = docs.at(-1)?.start ?? cursor.end;
  return {
    type,
    name,
    ...(array === undefined ? {} : { array }),
    docs,
    start: type.start,
    end: Math.min(end, cursor.end),
  };
}

function endOfField(cursor: Cursor): void {
  if (cursor.take(Code.semicolon) !== undefined) return;
  if (refuseFieldDirection(cursor) && cursor.take(Code.semicolon) !== undefined) return;
  if (cursor.is(Code.comma)) {
    cursor.error(cursor.token(), "One field, one declaration: end it with `;` and give the next one its own type.");
  } else {
    const isStranger = !cursor.onNewLine && !cursor.is(Code.closeBrace) && cursor.code(1) === Code.semicolon;
    cursor.missing("`;`", { data: isStranger ? { remove: true } : { insert: ";", at: cursor.end } });
    if (isStranger) cursor.bump();
    if (cursor.take(Code.semicolon) !== undefined) return;
    // Most likely only the semicolon is missing: a type and a name make the next field.
    if (isTypeStart(cursor) || cursor.is(Code.closeBrace) || cursor.is(Code.postDoc)) return;
  }
  cursor.skipTo(Code.semicolon, Code.closeBrace);
  cursor.take(Code.semicolon);
}

/** Whether there was one. */
function refuseFieldDirection(cursor: Cursor): boolean {
  if (!cursor.is(Code.in) && !cursor.is(Code.out)) return false;
  cursor.error(cursor.token(), "Fields of a STRUCT have no direction: remove it.", { data: { remove: true } });
  cursor.bump();
  return true;
}
