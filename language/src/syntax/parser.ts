/**
 * Text to tree: the file level of the grammar, and the decision where a forgotten quote is to be closed.
 *
 * In: the text of one file. Out: a `SourceFile` for every text there is. It never throws; the tree's tokens give the text back; the
 * problems hold an error exactly when the reference compiler's scanner and parser would refuse the text.
 */
import { Code, KEYWORD_TEXTS, startsItem, wordCode } from "./codes.ts";
import { CLOSERS, Cursor } from "./cursor.ts";
import { parseDeclaration, parseTelafSetting, parseUsetypes, TELAF_SETTINGS } from "./declarations.ts";
import { scan } from "./scanner.ts";
import { closestName } from "./spelling.ts";
import type { ItemNode, SkippedNode, SourceFile, Token } from "./tree.ts";

/** How often a text is read again with one more string cut at its line's end. */
const MOST_REPAIRED_STRINGS = 3;

export function parse(text: string): SourceFile {
  const shortStrings = new Set<number>();
  for (;;) {
    const { file, suspectString } = parseOnce(text, shortStrings);
    if (suspectString === undefined || shortStrings.has(suspectString)) return file;
    if (shortStrings.size >= MOST_REPAIRED_STRINGS) return file;
    shortStrings.add(suspectString);
  }
}

interface Attempt {
  readonly file: SourceFile;
  readonly suspectString: number | undefined;
}

function parseOnce(text: string, shortStrings: ReadonlySet<number>): Attempt {
  const scanned = scan(text, { shortStrings });
  const cursor = new Cursor(text, scanned);
  const fileDocs: Token[] = [];
  const items = parseItems(cursor, fileDocs);
  const problems = [...scanned.problems.finish(), ...cursor.errors].sort((a, b) => a.start - b.start);
  const file: SourceFile = { text, tokens: scanned.tokens, items, fileDocs, problems, start: 0, end: text.length };
  return { file, suspectString: cursor.suspectString };
}

function parseItems(cursor: Cursor, fileDocs: Token[]): ItemNode[] {
  const items: ItemNode[] = [];
  let atTop = true;
  for (;;) {
    const doc = atTop ? leadingDocs(cursor, fileDocs) : documentation(cursor);
    if (cursor.is(Code.endOfFile)) return items;
    const item = parseItem(cursor, doc, items.at(-1));
    items.push(item);
    // Behind rubbish at the very top the file's documentation is still the file's.
    atTop = atTop && item.kind === "skipped";
  }
}

/** The run of documentation at the top of a file: the last one may belong to a declaration, the others are the file's. */
function leadingDocs(cursor: Cursor, fileDocs: Token[]): Token | undefined {
  const docs = takeDocs(cursor);
  const last = docs.at(-1);
  if (last === undefined) return undefined;
  const code = cursor.code();
  const forFile = code === Code.usetypes || telafSettingAt(cursor) !== undefined || !startsItem(code);
  for (const doc of forFile ? docs : docs.slice(0, -1)) fileDocs.push(doc);
  if (!forFile) return last;
  if (code === Code.endOfFile) documentsNothing(cursor, last);
  return undefined;
}

/** Documentation before a later item: one, and only before a declaration. */
function documentation(cursor: Cursor): Token | undefined {
  const docs = takeDocs(cursor);
  const last = docs.at(-1);
  if (last === undefined) return undefined;
  const before = docs.at(-2);
  if (before !== undefined) {
    cursor.error(
      last,
      "Two documentation comments before one declaration: only at the top of a file may they follow each other. Make the first one a " +
        "plain comment (`/* … */`), or join them.",
      {
        rule: "misplaced-documentation",
        related: [{ start: before.start, end: before.end, message: "The documentation comment before it." }],
      },
    );
  }
  const code = cursor.code();
  if (code === Code.usetypes || telafSettingAt(cursor) !== undefined) {
    cursor.error(
      last,
      `Nothing here can be documented: documentation before ${cursor.describe()} may only stand at the top of the file. Make it a plain ` +
        "comment (`/* … */`).",
      { rule: "misplaced-documentation", data: { replaceWith: asPlainComment(cursor, last) } },
    );
    return undefined;
  }
  if (code === Code.endOfFile) documentsNothing(cursor, last);
  return startsItem(code) ? last : undefined;
}

function documentsNothing(cursor: Cursor, doc: Token): void {
  cursor.error(
    doc,
    "This documentation comment documents nothing: a declaration must follow it. Make it a plain comment (`/* … */`).",
    { rule: "misplaced-documentation", data: { replaceWith: asPlainComment(cursor, doc) } },
  );
}

/** `/** … *\/` with one star less. */
function asPlainComment(cursor: Cursor, doc: Token): string {
  return `/*${cursor.textOf(doc).slice(3)}`;
}

function takeDocs(cursor: Cursor): Token[] {
  const docs: Token[] = [];
  for (;;) {
    const token = cursor.take(Code.doc);
    if (token === undefined) return docs;
    docs.push(token);
  }
}

function parseItem(cursor: Cursor, doc: Token | undefined, before: ItemNode | undefined): ItemNode {
  if (cursor.is(Code.usetypes)) return parseUsetypes(cursor);
  const setting = telafSettingAt(cursor);
  if (setting !== undefined) return parseTelafSetting(cursor, setting);
  const code = startsItem(cursor.code()) ? cursor.code() : misspeltKeyword(cursor);
  if (code === Code.usetypes) return parseUsetypes(cursor);
  return (code === undefined ? undefined : parseDeclaration(cursor, code, doc)) ?? skip(cursor, before);
}

/** TelAF's words are no keywords in Legato; at the start of an item they can be nothing else. */
function telafSettingAt(cursor: Cursor) {
  return cursor.is(Code.identifier) ? TELAF_SETTINGS.get(cursor.textOf(cursor.token())) : undefined;
}

/** `Function`, `FUNCTON`, `STRUCTURE`: the keyword that was meant, with an error that names it. */
function misspeltKeyword(cursor: Cursor): number | undefined {
  if (!cursor.is(Code.identifier)) return undefined;
  const next = cursor.code(1);
  if (next !== Code.identifier && next !== Code.scoped) return undefined;
  const token = cursor.token();
  const written = cursor.textOf(token);
  const meant = closestName(written, ITEM_KEYWORDS);
  if (meant === undefined) return undefined;
  cursor.error(
    token,
    `\`${written}\` is no keyword. Did you mean \`${meant}\`? Keywords are written in capital letters.`,
    {
      data: { replaceWith: meant },
    },
  );
  return wordCode(meant, 0, meant.length);
}

const ITEM_KEYWORDS = KEYWORD_TEXTS.filter((keyword) => startsItem(wordCode(keyword, 0, keyword.length)));

/** What follows may be the rest of a list that was not understood, which has its error. */
function isTorn(item: ItemNode | undefined): boolean {
  return item !== undefined && (item.kind === "skipped" || !item.complete);
}

/** Steps over text that is no item, to where the next one starts. */
function skip(cursor: Cursor, before: ItemNode | undefined): SkippedNode {
  const start = cursor.start;
  const code = cursor.code();
  const line = cursor.token();
  const isRest = isTorn(before);
  if (code === Code.postDoc) {
    if (!isRest)
      cursor.error(
        line,
        "A `///<` comment documents a member, a parameter or a field only; the compiler refuses it here. Write `/** … */` before the " +
          "declaration, or `//`.",
        { rule: "misplaced-documentation", data: { replaceWith: `//${cursor.textOf(line).slice(4)}` } },
      );
    while (cursor.take(Code.postDoc) !== undefined);
    return { kind: "skipped", start, end: cursor.end };
  }
  if (code === Code.semicolon) {
    const why = before === undefined ? "there is no declaration before it" : "the declaration before it is complete";
    cursor.error(line, `Unexpected \`;\`: ${why}. Remove it.`, { data: { remove: true } });
    while (cursor.take(Code.semicolon) !== undefined);
    return { kind: "skipped", start, end: cursor.end };
  }
  if (!isRest || !CLOSERS.has(code))
    cursor.error(
      line,
      `Expected a declaration (FUNCTION, EVENT, HANDLER, REFERENCE, STRUCT, ENUM, BITMASK, DEFINE) or USETYPES, found ${cursor.describe()}.`,
    );
  if (!cursor.skipRemnant()) {
    cursor.bump();
    cursor.skipTo(Code.semicolon, Code.postDoc);
    cursor.take(Code.semicolon);
  }
  return { kind: "skipped", start, end: cursor.end };
}
