/**
 * What stands between brackets: parameters, members, fields, array sizes.
 *
 * In: a cursor right behind the opening bracket. Out: the parts that could be understood, the cursor behind the closing bracket or
 * where the enclosing declaration must be over. A mistake in one part leaves the others whole.
 */

import type { Mutable } from "../mutable.ts";
import { Code } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import { nameExpression, typeName } from "./names.ts";
import type {
  ArraySize,
  Direction,
  Expression,
  FieldNode,
  MemberNode,
  Name,
  ParameterNode,
  Span,
  Token,
  TypeName,
} from "./tree.ts";

interface Open {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export function parseParameters(cursor: Cursor, open: Span): ParameterNode[] {
  const parameters: ParameterNode[] = [];
  const opened: Open = { start: open.start, end: open.end, message: "The list opened here." };
  refuseDocs(cursor, "after `(`");
  if (cursor.take(Code.closeParen) !== undefined) return parameters;
  for (;;) {
    const errorsBefore = cursor.errorCount;
    const docs: Token[] = [];
    const parameter = parseParameter(cursor, docs);
    takePostDocs(cursor, docs);
    const separated = endOfPart(cursor, Code.closeParen, opened, "parameters");
    if (separated) takePostDocs(cursor, docs);
    if (parameter !== undefined) {
      const repaired = cursor.errorCount > errorsBefore && cursor.hasBrokenName(parameter.start, parameter.end);
      if (repaired) parameter.type = withoutMeaning(parameter.type);
      parameters.push(parameter);
    }
    if (!separated) return parameters;
    if (cursor.is(Code.closeParen)) {
      cursor.error(cursor.previous ?? cursor.token(), "No `,` after the last parameter: remove it.", {
        data: { remove: true },
      });
      cursor.bump();
      return parameters;
    }
  }
}

export function parseMembers(cursor: Cursor, open: Span): MemberNode[] {
  const members: MemberNode[] = [];
  const opened: Open = { start: open.start, end: open.end, message: "The list opened here." };
  refuseDocs(cursor, "after `{`");
  for (;;) {
    if (cursor.take(Code.closeBrace) !== undefined) return members;
    if (cursor.is(Code.comma)) {
      cursor.error(cursor.token(), "Expected the name of a member before `,`.");
      cursor.bump();
      takePostDocs(cursor);
      continue;
    }
    const docs: Token[] = [];
    const member = parseMember(cursor, docs);
    takePostDocs(cursor, docs);
    const separated = endOfPart(cursor, Code.closeBrace, opened, "members");
    if (separated) takePostDocs(cursor, docs);
    if (member !== undefined) members.push(member);
    if (!separated) return members;
  }
}

export function parseFields(cursor: Cursor, open: Span): FieldNode[] {
  const fields: FieldNode[] = [];
  const opened: Open = { start: open.start, end: open.end, message: "The structure opened here." };
  refuseDocs(cursor, "after `{`");
  for (;;) {
    if (cursor.take(Code.closeBrace) !== undefined) return fields;
    if (cursor.atNextItem || (cursor.is(Code.semicolon) && cursor.nextItemAfter(1))) {
      cursor.missing("`}`", { related: [opened] });
      return fields;
    }
    const before = cursor.start;
    const field = parseField(cursor);
    if (field !== undefined) fields.push(field);
    // Whatever happened, a field takes at least one token, or the list would never end.
    else if (cursor.start === before) cursor.bump();
  }
}

/** `[max]`, `[min .. max]`; the cursor is at `[`. */
function parseArray(cursor: Cursor): ArraySize {
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
  const code = cursor.code();
  if (code === Code.decimal || code === Code.hex) {
    const token = cursor.bump();
    return { kind: "number", value: BigInt(cursor.textOf(token)), start: token.start, end: token.end };
  }
  if (code === Code.identifier || code === Code.scoped) {
    return nameExpression(cursor.text, cursor.bump());
  }
  if (code === Code.minus || code === Code.plus) {
    cursor.error(cursor.token(), "A size has no sign.");
    cursor.bump();
    return parseSize(cursor);
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

/** A type whose name has its error already, and is no name to look up. */
function withoutMeaning(type: TypeName): TypeName {
  return { name: { text: "", start: type.start, end: type.end }, start: type.start, end: type.end };
}

/** `docs` is filled by the caller, which sees the comments behind the comma too. */
function parseParameter(cursor: Cursor, docs: readonly Token[]): Mutable<ParameterNode> | undefined {
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

/** Arrays behind a name: one at most, and before the direction. */
function parseArrays(cursor: Cursor, direction: Direction | undefined): ArraySize | undefined {
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

function parseMember(cursor: Cursor, docs: readonly Token[]): MemberNode | undefined {
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

function parseField(cursor: Cursor): FieldNode | undefined {
  refuseDocs(cursor, "before a field");
  if (cursor.atNextItem || cursor.is(Code.closeBrace)) return undefined;
  if (misplacedDirection(cursor) !== undefined && !isTypeStart(cursor)) return undefined;
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
  if (cursor.is(Code.in) || cursor.is(Code.out)) {
    cursor.error(cursor.token(), "Fields of a STRUCT have no direction: remove it.");
    cursor.bump();
    if (cursor.take(Code.semicolon) !== undefined) return;
  }
  if (cursor.is(Code.comma)) {
    cursor.error(cursor.token(), "One field, one declaration: end it with `;` and give the next one its own type.");
  } else {
    cursor.missing("`;`", { data: { insert: ";" } });
    // Most likely only the semicolon is missing: a type and a name make the next field.
    if (isTypeStart(cursor) || cursor.is(Code.closeBrace) || cursor.is(Code.postDoc)) return;
  }
  cursor.skipTo(Code.semicolon, Code.closeBrace);
  cursor.take(Code.semicolon);
}

/** A type's name; a keyword in its place is taken for one, with an error. */
function parseType(cursor: Cursor, what: string): TypeName | undefined {
  if (cursor.is(Code.identifier) || cursor.is(Code.scoped)) return typeName(cursor.text, cursor.bump());
  if (cursor.code() > Code.out && !cursor.atNextItem) {
    cursor.error(
      cursor.token(),
      `Expected ${what}, found the keyword ${cursor.describe()}. Write the type's name alone.`,
    );
    const { start, end } = cursor.bump();
    // Without a text the name means nothing, and nobody complains again.
    return isTypeStart(cursor) ? typeName(cursor.text, cursor.bump()) : { name: { text: "", start, end }, start, end };
  }
  cursor.missing(what);
  return undefined;
}

function parsePartName(cursor: Cursor, type: TypeName, what: "parameter" | "field"): Name {
  if (cursor.is(Code.identifier)) return cursor.bumpName();
  if (cursor.is(Code.scoped) || (cursor.code() > Code.out && !cursor.atNextItem)) {
    cursor.error(cursor.token(), notAName(cursor, what));
    return cursor.bumpName();
  }
  if (cursor.is(Code.openBracket) && isSizeBeforeName(cursor)) {
    cursor.error(cursor.token(), `The size comes behind the name: \`${type.name.text} name[size]\`.`);
    parseArray(cursor);
    return cursor.bumpName();
  }
  const written = type.name.text;
  if (what === "parameter" && written === "void" && cursor.is(Code.closeParen)) {
    cursor.error(
      type,
      "There is no type `void`. A function without parameters is written with empty parentheses: `()`.",
    );
  } else {
    cursor.error(type, `A ${what} has a type and a name: \`${written}\` is only one of them.`);
  }
  return cursor.missingName();
}

/** `string[4] x`, as other languages have it. */
function isSizeBeforeName(cursor: Cursor): boolean {
  return cursor.code(2) === Code.closeBracket && cursor.code(3) === Code.identifier;
}

function skipConst(cursor: Cursor): void {
  if (cursor.code(1) !== Code.identifier || cursor.textOf(cursor.token()) !== "const") return;
  cursor.error(cursor.token(), "There is no `const` here: what is passed IN cannot be changed anyway. Remove it.");
  cursor.bump();
}

function skipStars(cursor: Cursor): void {
  if (!cursor.is(Code.star)) return;
  cursor.error(
    cursor.token(),
    "There are no pointers here. Write `OUT` for a result, `[size]` for an array or a string.",
  );
  while (cursor.take(Code.star) !== undefined);
}

/**
 * Between two parts of a list. True when a further part follows (the separator, if there was one, is taken); false when the
 * list is over and its closing bracket taken or missing.
 */
function endOfPart(cursor: Cursor, close: number, opened: Open, what: string): boolean {
  const bracket = close === Code.closeParen ? "`)`" : "`}`";
  if (cursor.take(Code.comma) !== undefined) return true;
  if (cursor.take(close) !== undefined) return false;
  if (cursor.inRemnant) {
    cursor.missing(`\`,\` or ${bracket}`);
    cursor.skipRemnant();
    return true;
  }
  if (cursor.is(Code.doc) && !cursor.atNextItem) {
    refuseDocs(cursor, `between ${what}`);
    return endOfPart(cursor, close, opened, what);
  }
  if (cursor.atNextItem || isEndOfDeclaration(cursor, close)) {
    cursor.missing(bracket, { related: [opened] });
    return false;
  }
  if (startsNextPart(cursor, close)) {
    const previous = cursor.previous ?? cursor.token();
    cursor.error(
      cursor.onNewLine ? previous : cursor.token(),
      `Expected \`,\` or ${bracket} before ${cursor.describe()}.`,
      {
        related: [opened],
        data: { insert: ",", at: previous.end },
      },
    );
    return true;
  }
  if (close === Code.closeBrace && cursor.is(Code.semicolon)) {
    cursor.error(cursor.token(), "Members are separated by `,`, not by `;`.", { data: { replaceWith: "," } });
    cursor.bump();
    return true;
  }
  cursor.missing(`\`,\` or ${bracket}`, { related: [opened] });
  cursor.skipTo(Code.comma, close, Code.semicolon);
  if (cursor.take(Code.comma) !== undefined) return true;
  cursor.take(close);
  return false;
}

/** A separator was forgotten where a further part begins: a type and a name, or a member's name. */
function startsNextPart(cursor: Cursor, close: number): boolean {
  if (close === Code.closeBrace) return cursor.is(Code.identifier);
  return (cursor.is(Code.identifier) || cursor.is(Code.scoped)) && cursor.code(1) === Code.identifier;
}

/** A `;` ends a declaration: always behind parameters, behind members only where no further member follows. */
function isEndOfDeclaration(cursor: Cursor, close: number): boolean {
  if (!cursor.is(Code.semicolon)) return close === Code.closeParen && cursor.is(Code.openBrace);
  if (close === Code.closeParen) return true;
  const next = cursor.code(1);
  return next !== Code.identifier && next !== Code.closeBrace && next !== Code.postDoc;
}

function isTypeStart(cursor: Cursor): boolean {
  return (
    (cursor.is(Code.identifier) || cursor.is(Code.scoped)) &&
    (cursor.code(1) === Code.identifier || cursor.code(1) === Code.star || cursor.onNewLine)
  );
}

function takePostDocs(cursor: Cursor, docs: Token[] = []): Token[] {
  for (;;) {
    const token = cursor.take(Code.postDoc);
    if (token === undefined) return docs;
    docs.push(token);
  }
}

/** Documentation comments the grammar has no place for: one error for the first, and all are stepped over. */
function refuseDocs(cursor: Cursor, where: string): void {
  if (cursor.is(Code.doc) && cursor.atNextItem) return;
  let first = true;
  while (cursor.is(Code.doc) || cursor.is(Code.postDoc)) {
    if (first) {
      const form = cursor.is(Code.doc) ? "/** … */" : "///<";
      cursor.error(
        cursor.token(),
        `A \`${form}\` documentation comment cannot stand ${where}: the compiler refuses it. Write \`///<\` behind the item, or make it a ` +
          "plain comment.",
        { rule: "misplaced-documentation" },
      );
    }
    first = false;
    cursor.bump();
  }
}

function notAName(cursor: Cursor, what: string): string {
  const shown = cursor.describe();
  return cursor.is(Code.scoped)
    ? `The name of a ${what} cannot contain a dot: ${shown}.`
    : `${shown} is a keyword and cannot be the name of a ${what}.`;
}
