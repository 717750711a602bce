/**
 * The parts of a declaration between brackets: parameters, members, fields.
 *
 * In: a cursor right behind the opening bracket. Out: the parts that could be understood, the cursor behind the closing bracket or
 * where the enclosing declaration must be over. A mistake in one part leaves the others whole.
 */
import { Code } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import { refuseDocs, takePostDocs } from "./documentation.ts";
import { parseField, parseMember, parseParameter } from "./parts.ts";
import type { FieldNode, MemberNode, ParameterNode, Span, Token } from "./tree.ts";
import { withoutMeaning } from "./types.ts";

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
    const comma = cursor.previous;
    if (separated) takePostDocs(cursor, docs);
    if (parameter !== undefined) {
      const repaired = cursor.errorCount > errorsBefore && cursor.hasBrokenName(parameter.start, parameter.end);
      if (repaired) parameter.type = withoutMeaning(parameter.type);
      parameters.push(parameter);
    }
    if (!separated) return parameters;
    if (cursor.is(Code.closeParen)) {
      cursor.error(comma ?? cursor.token(), "No `,` after the last parameter: remove it.", {
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
  if (close === Code.closeParen && isWrongSeparator(cursor)) {
    cursor.error(cursor.token(), "Parameters are separated by `,`, not by `;`.", { data: { replaceWith: "," } });
    cursor.bump();
    return true;
  }
  if (cursor.atNextItem || isEndOfDeclaration(cursor, close)) {
    cursor.missing(bracket, { related: [opened] });
    return false;
  }
  if (startsNextPart(cursor, close)) {
    const previous = cursor.previousWord ?? cursor.token();
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

/** A type, a name, and what stands behind a parameter only: at the start of a line nothing else looks like it. */
export function startsParameter(cursor: Cursor, ahead = 0): boolean {
  const type = cursor.code(ahead);
  if (type !== Code.identifier && type !== Code.scoped) return false;
  return cursor.code(ahead + 1) === Code.identifier && BEHIND_PARAMETERS.has(cursor.code(ahead + 2));
}

const BEHIND_PARAMETERS: ReadonlySet<number> = new Set([
  Code.comma,
  Code.closeParen,
  Code.openBracket,
  Code.in,
  Code.out,
  Code.postDoc,
]);

/** `uint8 a; uint8 b`, as in a STRUCT: behind the `;` a parameter begins, or the list ends. */
function isWrongSeparator(cursor: Cursor): boolean {
  if (!cursor.is(Code.semicolon)) return false;
  let next = 1;
  while (cursor.code(next) === Code.postDoc) next++;
  return startsParameter(cursor, next);
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
