/**
 * The type and the name every parameter and field begins with, and what C programmers write around them.
 *
 * In: a cursor at the type. Out: type and name; a word in their place is taken for one, with an error.
 */
import { parseArray } from "./arrays.ts";
import { Code } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import { typeName } from "./names.ts";
import type { Name, TypeName } from "./tree.ts";

/** A type's name; a keyword in its place is taken for one, with an error. */
export function parseType(cursor: Cursor, what: string): TypeName | undefined {
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

export function parsePartName(cursor: Cursor, type: TypeName, what: "parameter" | "field"): Name {
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

export function skipConst(cursor: Cursor): void {
  if (cursor.code(1) !== Code.identifier || cursor.textOf(cursor.token()) !== "const") return;
  cursor.error(cursor.token(), "There is no `const` here: what is passed IN cannot be changed anyway. Remove it.", {
    data: { remove: true },
  });
  cursor.bump();
}

export function skipStars(cursor: Cursor): void {
  if (!cursor.is(Code.star)) return;
  cursor.error(
    cursor.token(),
    "There are no pointers here. Write `OUT` for a result, `[size]` for an array or a string.",
  );
  while (cursor.take(Code.star) !== undefined);
}

/** A type whose name has its error already, and is no name to look up. */
export function withoutMeaning(type: TypeName): TypeName {
  return { name: { text: "", start: type.start, end: type.end }, start: type.start, end: type.end };
}

export function isTypeStart(cursor: Cursor): boolean {
  return (
    (cursor.is(Code.identifier) || cursor.is(Code.scoped)) &&
    (cursor.code(1) === Code.identifier || cursor.code(1) === Code.star || cursor.onNewLine)
  );
}

export function notAName(cursor: Cursor, what: string): string {
  const shown = cursor.describe();
  return cursor.is(Code.scoped)
    ? `The name of a ${what} cannot contain a dot: ${shown}.`
    : `${shown} is a keyword and cannot be the name of a ${what}.`;
}
