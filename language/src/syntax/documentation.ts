/** Documentation comments among the parts of a list: those that belong to a part, and those the grammar has no place for. */
import { Code } from "./codes.ts";
import type { Cursor } from "./cursor.ts";
import type { Token } from "./tree.ts";

export function takePostDocs(cursor: Cursor, docs: Token[] = []): Token[] {
  for (;;) {
    const token = cursor.take(Code.postDoc);
    if (token === undefined) return docs;
    docs.push(token);
  }
}

/** Documentation comments the grammar has no place for: one error for the first, and all are stepped over. */
export function refuseDocs(cursor: Cursor, where: string): void {
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
