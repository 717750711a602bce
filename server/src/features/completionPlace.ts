/**
 * Which part of the grammar the cursor stands in, from the tokens before it.
 *
 * Works on the tokens, not on the tree: the text at the cursor is half typed by nature, and what stands before it is what decides. Offsets
 * are 0-based UTF-16.
 */
import { type SourceFile, type Span, type Token, tokenAt } from "@legato-api/language";

export type CompletionPlace =
  | { readonly kind: "declaration" | "import" | "docComment"; readonly word: Span }
  | { readonly kind: "direction"; readonly word: Span; readonly declaration: number }
  | {
      readonly kind: "type";
      readonly word: Span;
      readonly role: "parameter" | "field" | "result";
      /** Where the declaration begins that the cursor is in. */
      readonly declaration: number;
      readonly qualifier?: string;
      /** Where the comma belongs that is missing before it; a direction may stand here, too, unless the parameter before has one. */
      readonly afterParameter?: { readonly end: number; readonly hasDirection: boolean };
    }
  | { readonly kind: "size"; readonly word: Span; readonly declaration: number; readonly qualifier?: string };

/** Undefined where nothing can be offered: in comments, strings, numbers, and where a new name is being made up. */
export function contextAt(source: SourceFile, offset: number): CompletionPlace | undefined {
  const comment = openCommentAt(source, offset);
  if (comment !== undefined) {
    return source.text.slice(comment, offset) === "/**"
      ? { kind: "docComment", word: { start: comment, end: endOfClosing(source.text, offset) } }
      : undefined;
  }
  const { before, current } = tokensBefore(source, offset);
  if (current !== undefined && NO_CODE.has(current.kind)) return undefined;
  const word = wordAt(source.text, offset);
  if (/\d/.test(source.text.charAt(word.start)) && word.start < offset) return undefined;
  const scope = qualifierBefore(source.text, word.start);
  const texts = before.map((token) => source.text.slice(token.start, token.end));
  // The qualifier of `a.|` is a token of its own or part of the current one; what decides stands before it.
  if (scope !== undefined && texts.at(-1) === scope) texts.pop();
  const significant = before.slice(0, texts.length);
  const lineEnd = source.text.indexOf("\n", significant.at(-1)?.end);
  return placeFrom(texts, significant, { word, isOnNewLine: lineEnd !== -1 && lineEnd < word.start }, scope);
}

const NO_CODE: ReadonlySet<Token["kind"]> = new Set(["doc", "blockComment", "lineComment", "postDoc", "string"]);

/** Where the block comment begins that the cursor is in. Of one that is never closed the scanner may take what follows for code; its author does not. */
function openCommentAt({ text, ...source }: SourceFile, offset: number): number | undefined {
  const start = text.slice(0, offset).lastIndexOf("/*");
  if (start === -1) return undefined;
  const close = text.indexOf("*/", start + 2);
  if (close !== -1 && close + 2 <= offset) return undefined;
  const token = tokenAt({ text, ...source }, start);
  return token?.kind === "lineComment" || token?.kind === "postDoc" || token?.kind === "string" ? undefined : start;
}

/** An editor that closes comments by itself has written the end behind the cursor: the skeleton takes its place. */
function endOfClosing(text: string, offset: number): number {
  return offset + (/^[ \t]*\*\//.exec(text.slice(offset, offset + 100))?.[0].length ?? 0);
}

interface Cursor {
  readonly word: Span;
  /** The token before stands on a line above. */
  readonly isOnNewLine: boolean;
}

function placeFrom(
  texts: readonly string[],
  tokens: readonly Token[],
  cursor: Cursor,
  scope: string | undefined,
): CompletionPlace | undefined {
  const { word } = cursor;
  const start = declarationStart(texts);
  const keyword = texts[start];
  const inside = texts.slice(start);
  const last = texts.at(-1);
  const qualified = scope === undefined ? {} : { qualifier: scope };
  if (keyword === undefined) return scope === undefined ? { kind: "declaration", word } : undefined;
  const declaration = tokens[start]?.start ?? 0;
  const list = { inside, tokens, cursor, qualified, declaration };
  switch (keyword) {
    case "USETYPES":
      return inside.length === 1 && scope === undefined ? { kind: "import", word } : undefined;
    case "DEFINE":
      return inside.includes("=") && isOperatorLike(last)
        ? { kind: "size", word, declaration, ...qualified }
        : undefined;
    case "FUNCTION":
      if (inside.length === 1) return { kind: "type", word, role: "result", declaration, ...qualified };
      return inList("parameter", list);
    case "HANDLER":
    case "EVENT":
      return inList("parameter", list);
    case "STRUCT":
      return inList("field", list);
    default:
      return undefined;
  }
}

interface List {
  /** The words of the declaration, up to the cursor. */
  readonly inside: readonly string[];
  readonly tokens: readonly Token[];
  readonly cursor: Cursor;
  readonly qualified: { readonly qualifier?: string };
  readonly declaration: number;
}

function inList(role: "parameter" | "field", list: List): CompletionPlace | undefined {
  const { inside, tokens, qualified, declaration } = list;
  const { word, isOnNewLine } = list.cursor;
  const [open, separator] = role === "parameter" ? ["(", ","] : ["{", ";"];
  if (!inside.includes(open)) return undefined;
  const last = inside.at(-1);
  if (last === open || last === separator) return { kind: "type", word, role, declaration, ...qualified };
  if (last === "[" || last === "..") return { kind: "size", word, declaration, ...qualified };
  if (role === "field" || inside.lastIndexOf("[") > inside.lastIndexOf("]")) return undefined;
  // `type name |` or `type name[n] |`: only a direction can follow.
  const previous = inside.at(-2);
  const afterName = tokens.at(-1)?.kind === "identifier" && previous !== open && previous !== separator;
  const hasDirection = last === "IN" || last === "OUT";
  const end = tokens.at(-1)?.end;
  if (isOnNewLine && end !== undefined && (last === "]" || afterName || hasDirection)) {
    return { kind: "type", word, role, declaration, ...qualified, afterParameter: { end, hasDirection } };
  }
  return last === "]" || afterName ? { kind: "direction", word, declaration } : undefined;
}

/** Index of the keyword that begins the declaration the end of `texts` is in; `texts.length` between declarations. */
function declarationStart(texts: readonly string[]): number {
  let closed = 0;
  let inBraces = false;
  for (let at = texts.length - 1; at >= 0; at--) {
    const text = texts[at];
    if (text === "}") closed++;
    else if (text === "{" && closed > 0) closed--;
    else if (text === "{") inBraces = true;
    // A field's semicolon stands inside of braces that are still open: go on to the keyword.
    else if (text === ";" && closed === 0 && (inBraces || !opensBefore(texts, at))) return at + 1;
  }
  return 0;
}

function opensBefore(texts: readonly string[], end: number): boolean {
  for (let at = end - 1; at >= 0; at--) {
    if (texts[at] === "}") return false;
    if (texts[at] === "{") return true;
  }
  return false;
}

function isOperatorLike(text: string | undefined): boolean {
  return text !== undefined && "=+-*/(".includes(text);
}

/** Tokens that end before the word at the cursor, without trivia and comments; and the token the cursor is inside of. */
function tokensBefore(source: SourceFile, offset: number): { before: Token[]; current?: Token } {
  const word = wordAt(source.text, offset);
  const before: Token[] = [];
  let current: Token | undefined;
  for (const token of source.tokens) {
    if (token.start >= offset) break;
    if (token.end > offset || (token.end === offset && isOpen(source.text, token))) current = token;
    if (token.end <= word.start && isSignificant(token)) before.push(token);
    else if (token.kind === "scoped" && token.start < word.start) current = undefined;
  }
  return current === undefined ? { before } : { before, current };
}

/** What is typed at the end of the token still belongs to it. */
function isOpen(text: string, { kind, start, end }: Token): boolean {
  if (kind === "lineComment" || kind === "postDoc") return true;
  return kind === "string" && (end - start === 1 || text.charAt(end - 1) !== text.charAt(start));
}

function isSignificant(token: Token): boolean {
  return (
    token.kind === "identifier" ||
    token.kind === "scoped" ||
    token.kind === "keyword" ||
    token.kind === "punctuation" ||
    token.kind === "decimal" ||
    token.kind === "hex" ||
    token.kind === "string"
  );
}

function wordAt(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start--;
  while (end < text.length && /\w/.test(text.charAt(end))) end++;
  return { start, end };
}

/** `a` of `a.|`. */
function qualifierBefore(text: string, wordStart: number): string | undefined {
  if (text.charAt(wordStart - 1) !== ".") return undefined;
  return /(\w+)\.$/.exec(text.slice(Math.max(0, wordStart - 200), wordStart))?.[1];
}
