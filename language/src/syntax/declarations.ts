/**
 * The eight declarations, USETYPES and TelAF's settings.
 *
 * In: a cursor at the keyword. Out: the node, with `complete` false where anything in it had to be repaired; the cursor is behind
 * the `;`, or where the next declaration starts.
 */
import { Code, startsItem } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import { parseValue } from "./expressions.ts";
import { parseFields, parseMembers, parseParameters, startsParameter } from "./lists.ts";
import { typeName } from "./names.ts";
import type {
  DeclarationNode,
  MessageIds,
  Name,
  ParameterNode,
  Span,
  TelafSettingNode,
  Token,
  TypeName,
  UsetypesNode,
} from "./tree.ts";

/** Parses the declaration that `code` (the keyword's, or what a misspelt keyword was meant to be) begins. */
export function parseDeclaration(cursor: Cursor, code: number, doc: Token | undefined): DeclarationNode | undefined {
  const errorsBefore = cursor.errorCount;
  const keyword = cursor.bump();
  const parts = parseParts(cursor, code);
  if (parts === undefined) return undefined;
  endOfDeclaration(cursor);
  return {
    ...parts,
    keyword,
    ...(doc === undefined ? {} : { doc }),
    complete: cursor.errorCount === errorsBefore,
    start: keyword.start,
    end: cursor.end,
  };
}

type Parts<T> = T extends DeclarationNode ? Omit<T, "keyword" | "doc" | "complete" | "start" | "end"> : never;

function parseParts(cursor: Cursor, code: number): Parts<DeclarationNode> | undefined {
  switch (code) {
    case Code.define: {
      const name = parseName(cursor, "a DEFINE", Code.equals);
      return { kind: "define", name, value: parseDefineValue(cursor) };
    }
    case Code.enum:
      return { kind: "enum", name: parseName(cursor, "an ENUM", Code.openBrace), members: parseMemberBlock(cursor) };
    case Code.bitmask:
      return {
        kind: "bitmask",
        name: parseName(cursor, "a BITMASK", Code.openBrace),
        members: parseMemberBlock(cursor),
      };
    case Code.reference:
      return { kind: "reference", name: parseName(cursor, "a REFERENCE", Code.semicolon) };
    case Code.struct: {
      const name = parseName(cursor, "a STRUCT", Code.openBrace);
      const open = openBrace(cursor);
      return { kind: "struct", name, fields: open === undefined ? [] : parseFields(cursor, open) };
    }
    case Code.function: {
      const returnType = parseReturnType(cursor);
      const name = parseName(cursor, "a FUNCTION", Code.openParen);
      const parameters = parseParameterBlock(cursor);
      return {
        kind: "function",
        name,
        parameters,
        ...(returnType === undefined ? {} : { returnType }),
        ...ids(cursor),
      };
    }
    case Code.handler:
      return {
        kind: "handler",
        name: parseName(cursor, "a HANDLER", Code.openParen),
        parameters: parseParameterBlock(cursor),
      };
    case Code.event: {
      refuseEventResult(cursor);
      const name = parseName(cursor, "an EVENT", Code.openParen);
      return { kind: "event", name, parameters: parseParameterBlock(cursor), ...ids(cursor) };
    }
    default:
      return undefined;
  }
}

export function parseUsetypes(cursor: Cursor): UsetypesNode {
  const errorsBefore = cursor.errorCount;
  const keyword = cursor.bump();
  let operand: Name;
  if (cursor.is(Code.identifier) || cursor.is(Code.scoped)) {
    operand = cursor.bumpName();
  } else if (cursor.is(Code.string)) {
    const token = cursor.token();
    cursor.error(token, "USETYPES takes the file's name without quotes and without a path: `USETYPES name;`.");
    cursor.bump();
    operand = { text: cursor.textOf(token).slice(1, -1), start: token.start, end: token.end };
  } else {
    cursor.missing("the name of an .api file");
    operand = cursor.missingName();
  }
  if (operand.text !== "" && !cursor.is(Code.semicolon) && !cursor.atNextItem && !cursor.onNewLine) {
    cursor.error(
      cursor.token(),
      `USETYPES takes one plain name, which must be an identifier: no path, no dash, found ${cursor.describe()}.`,
    );
  }
  endOfDeclaration(cursor);
  const importName = operand.text.endsWith(".api") ? operand.text.slice(0, -4) : operand.text;
  return {
    kind: "usetypes",
    keyword,
    operand,
    importName,
    fileName: `${importName}.api`,
    complete: cursor.errorCount === errorsBefore,
    start: keyword.start,
    end: cursor.end,
  };
}

export const TELAF_SETTINGS: ReadonlyMap<string, TelafSettingNode["kind"]> = new Map([
  ["API_VERSION", "apiVersion"],
  ["SERVING_VERSION", "servingVersion"],
  ["API_MSG_SIZE", "messageSize"],
]);

export function parseTelafSetting(cursor: Cursor, kind: TelafSettingNode["kind"]): TelafSettingNode {
  const errorsBefore = cursor.errorCount;
  const keyword = cursor.bump();
  let value: TelafSettingNode["value"];
  if (cursor.take(Code.equals) === undefined) cursor.missing("`=`");
  else value = plainNumber(cursor);
  endOfDeclaration(cursor);
  return {
    kind,
    keyword,
    ...(value === undefined ? {} : { value }),
    complete: cursor.errorCount === errorsBefore,
    start: keyword.start,
    end: cursor.end,
  };
}

/** The declared name. A keyword, or a name with a dot, is taken for it with an error where the rest fits. */
function parseName(cursor: Cursor, what: string, next: number): Name {
  if (cursor.is(Code.identifier)) return cursor.bumpName();
  if (cursor.is(Code.scoped)) {
    cursor.error(cursor.token(), `The name of ${what} cannot contain a dot: ${cursor.describe()}.`);
    return cursor.bumpName();
  }
  if (cursor.is(Code.in) || cursor.is(Code.out) || (cursor.code() >= Code.in && cursor.code(1) === next)) {
    cursor.error(cursor.token(), `${cursor.describe()} is a keyword and cannot be the name of ${what}.`);
    return cursor.bumpName();
  }
  cursor.missing(`the name of ${what}`);
  return cursor.missingName();
}

/** `FUNCTION [type] name`: a type is there when a name follows it. */
function parseReturnType(cursor: Cursor): TypeName | undefined {
  if (!cursor.is(Code.identifier) && !cursor.is(Code.scoped)) return undefined;
  const next = cursor.code(1);
  // `FUNCTION f uint8 a)`: the parenthesis was forgotten, not the result given.
  const third = cursor.code(3);
  if (
    next === Code.identifier &&
    cursor.code(2) === Code.identifier &&
    third !== Code.identifier &&
    third !== Code.openParen
  )
    return undefined;
  if (next === Code.identifier || next === Code.scoped || next === Code.in || next === Code.out) {
    return typeName(cursor.text, cursor.bump());
  }
  if (next === Code.star || next === Code.openBracket) {
    const type = typeName(cursor.text, cursor.bump());
    cursor.error(
      cursor.token(),
      "A function returns one plain value. Return arrays, strings and structures through OUT parameters.",
    );
    while (
      !cursor.is(Code.openParen) &&
      !cursor.is(Code.identifier) &&
      !cursor.is(Code.semicolon) &&
      !cursor.atNextItem
    ) {
      cursor.bump();
    }
    return type;
  }
  return undefined;
}

function refuseEventResult(cursor: Cursor): void {
  const isType = cursor.is(Code.identifier) || cursor.is(Code.scoped);
  if (!isType || cursor.code(1) !== Code.identifier || cursor.code(2) !== Code.openParen) return;
  cursor.error(cursor.token(), "An EVENT returns nothing: remove the type before its name.");
  cursor.bump();
}

function parseDefineValue(cursor: Cursor) {
  if (cursor.take(Code.equals) === undefined) {
    cursor.missing("`=` and a value");
    const isValue = cursor.is(Code.decimal) || cursor.is(Code.hex) || cursor.is(Code.string) || cursor.is(Code.minus);
    if (!isValue || cursor.onNewLine) return { kind: "missing", start: cursor.end, end: cursor.end } as const;
  }
  return parseValue(cursor);
}

function openBrace(cursor: Cursor): Token | undefined {
  const open = cursor.take(Code.openBrace);
  if (open !== undefined) return open;
  cursor.missing("`{`");
  // With a first part in place only the brace was forgotten.
  return cursor.is(Code.identifier) ? cursor.previous : undefined;
}

function parseMemberBlock(cursor: Cursor) {
  const open = openBrace(cursor);
  return open === undefined ? [] : parseMembers(cursor, open);
}

function parseParameterBlock(cursor: Cursor): ParameterNode[] {
  const open = cursor.take(Code.openParen) ?? openBehindStranger(cursor);
  if (open !== undefined) return parseParameters(cursor, open);
  cursor.missing("`(`");
  const isPart = cursor.onNewLine
    ? startsParameter(cursor)
    : cursor.is(Code.identifier) || cursor.is(Code.scoped) || cursor.is(Code.closeParen);
  return isPart ? parseParameters(cursor, cursor.previous ?? cursor.token()) : [];
}

/** `FUNCTION uint8 Open now (`: one word too many. */
function openBehindStranger(cursor: Cursor): Token | undefined {
  if (cursor.code(1) !== Code.openParen || cursor.atNextItem) return undefined;
  cursor.error(cursor.token(), `Expected \`(\`, found ${cursor.describe()}.`, { data: { remove: true } });
  cursor.bump();
  return cursor.take(Code.openParen);
}

/** TelAF's message numbers: `= 7` behind a FUNCTION, `= (2, 3)` behind an EVENT. */
function ids(cursor: Cursor): { ids?: MessageIds } {
  const equals = cursor.take(Code.equals);
  if (equals === undefined) return {};
  const numbers: (Span & { readonly value: bigint })[] = [];
  const list = cursor.take(Code.openParen) !== undefined;
  do {
    const number = plainNumber(cursor);
    if (number !== undefined) numbers.push(number);
  } while (list && cursor.take(Code.comma) !== undefined);
  if (list && cursor.take(Code.closeParen) === undefined) cursor.missing("`)`");
  return { ids: { ids: numbers, start: equals.start, end: cursor.end } };
}

function plainNumber(cursor: Cursor): (Span & { readonly value: bigint }) | undefined {
  if (!cursor.is(Code.decimal)) {
    cursor.missing("a decimal number");
    if (cursor.is(Code.hex) || cursor.is(Code.identifier) || cursor.is(Code.scoped)) cursor.bump();
    return undefined;
  }
  const token = cursor.bump();
  return { value: BigInt(cursor.textOf(token)), start: token.start, end: token.end };
}

/** The `;`, and what may stand before it that has no business there. */
function endOfDeclaration(cursor: Cursor): void {
  if (cursor.take(Code.semicolon) !== undefined) return;
  // Taken with the rest of a list that was not understood, which has its error.
  if (cursor.code(-1) === Code.semicolon) return;
  const isOver = cursor.onNewLine || cursor.atNextItem;
  const isStranger = !isOver && cursor.code(1) === Code.semicolon;
  // In front of anything else a `;` would only leave it alone.
  const canEndHere = isOver || startsItem(cursor.code());
  cursor.missing(
    "`;`",
    isStranger ? { data: { remove: true } } : canEndHere ? { data: { insert: ";", at: cursor.end } } : {},
  );
  if (isOver) return;
  cursor.skipTo(Code.semicolon);
  cursor.take(Code.semicolon);
}
