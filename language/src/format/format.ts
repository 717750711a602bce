/**
 * The formatter: one style, that of the reference interfaces, and nothing but white space changes.
 *
 * In: a tree. Out: edits, each replacing the white space between two neighbouring tokens or comments, so that no token and no comment
 * can be lost, moved or rewritten by construction. Formatting twice changes nothing the second time. A file with a syntax error, or with
 * characters the compiler drops, is refused: its tokens are not what the author meant.
 */
import type { SourceFile, Span, Token } from "../syntax/tree.ts";
import { type Setting, Spacing } from "./spacing.ts";

/** Replace `span` (0-based UTF-16 offsets, white space only) by `newText`. */
export interface FormatEdit {
  readonly span: Span;
  readonly newText: string;
}

export type FormatAnswer =
  | { readonly kind: "edits"; readonly edits: readonly FormatEdit[] }
  /** Nothing is changed; `at` is the place to mend first. */
  | { readonly kind: "refused"; readonly reason: string; readonly at: Span };

/** Columns between the longest line of a list and its `///<` comments. */
const COMMENT_GAP = 2;
/** A `///<` on a line of its own that continues no comment stands this far in. */
const LONE_COMMENT_INDENT = 8;

/** A token or comment with what will stand before it. */
interface Piece {
  readonly token: Token;
  /** White space before it in the text, line breaks included. */
  readonly gap: Span;
  /** Line breaks before the piece: 0 when it goes on the line of the one before. */
  breaks: number;
  /** Columns of indentation after the breaks, or of space where there is no break. */
  columns: number;
  /** Set for `///<` comments in a list: aligned in the second pass. */
  readonly align: boolean;
  /** The piece before is a `///<` comment too. */
  readonly followsPostDoc: boolean;
}

/** Formats a whole file; pass `range` (0-based UTF-16 offsets) to get only the edits that touch it. */
export function format(tree: SourceFile, range?: Span): FormatAnswer {
  const problem = tree.problems.find((one) => one.severity === "error");
  if (problem !== undefined) {
    return { kind: "refused", reason: `The file has a syntax error: ${problem.message}`, at: problem };
  }
  const dropped = tree.tokens.find((token) => token.kind === "dropped" && tree.text.charAt(token.start) !== "\r");
  if (dropped !== undefined) {
    return {
      kind: "refused",
      reason: "The file has characters that the compiler drops. Remove them first.",
      at: dropped,
    };
  }
  const pieces = layOut(tree);
  alignComments(tree.text, pieces);
  const edits = toEdits(tree, pieces);
  return { kind: "edits", edits: range === undefined ? edits : edits.filter((edit) => touches(edit.span, range)) };
}

/** Applies edits that do not overlap and stand in order. */
export function applyEdits(text: string, edits: readonly FormatEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.span.start), edit.newText);
    at = edit.span.end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

function isSpace(token: Token): boolean {
  return token.kind === "whitespace" || token.kind === "dropped";
}

function isComment(token: Token): boolean {
  return (
    token.kind === "lineComment" || token.kind === "blockComment" || token.kind === "doc" || token.kind === "postDoc"
  );
}

/** A comment that runs to the end of its line: what follows must begin a new one. */
function endsLine(token: Token | undefined): boolean {
  return token?.kind === "lineComment" || token?.kind === "postDoc";
}

function layOut(tree: SourceFile): Piece[] {
  const pieces: Piece[] = [];
  const spacing = new Spacing();
  let gapStart = 0;
  let previous: Token | undefined;
  for (const token of tree.tokens) {
    if (isSpace(token)) continue;
    const gap: Span = { start: gapStart, end: token.start };
    const written = countBreaks(tree.text, gap);
    const setting = isComment(token)
      ? settingOfComment(token, written, spacing.indent)
      : spacing.next(tree.text.slice(token.start, token.end));
    pieces.push(previous === undefined ? first(token, gap) : place(token, gap, previous, written, setting, spacing));
    previous = token;
    gapStart = token.end;
  }
  return pieces;
}

function first(token: Token, gap: Span): Piece {
  return { token, gap, breaks: 0, columns: 0, align: false, followsPostDoc: false };
}

function settingOfComment(token: Token, written: number, indent: number): Setting {
  // A documentation comment belongs to what follows, so it never trails on a line.
  if (written > 0 || token.kind === "doc") return { kind: "line", indent, keepBlank: true };
  return { kind: "space" };
}

function place(token: Token, gap: Span, previous: Token, written: number, setting: Setting, spacing: Spacing): Piece {
  const align = token.kind === "postDoc" && spacing.inList;
  let breaks = 0;
  let columns = setting.kind === "space" ? 1 : 0;
  if (setting.kind === "line") {
    // After a comment line the author's blank lines stay too: they may set a heading off.
    breaks = setting.keepBlank || isComment(previous) ? Math.max(1, written) : 1;
    columns = setting.indent;
  } else if (endsLine(previous)) {
    breaks = Math.max(1, written);
    columns = spacing.indent;
  } else if (isComment(previous)) {
    breaks = previous.kind === "doc" ? Math.max(1, written) : written;
    columns = breaks > 0 ? spacing.indent : 1;
  }
  return { token, gap, breaks, columns, align, followsPostDoc: previous.kind === "postDoc" };
}

function countBreaks(text: string, gap: Span): number {
  let count = 0;
  for (let at = gap.start; at < gap.end; at++) if (text.charCodeAt(at) === 10) count++;
  return count;
}

/** Second pass: the `///<` comments of one list stand in one column. */
function alignComments(text: string, pieces: readonly Piece[]): void {
  let column = 0;
  let run: { piece: Piece; codeEnd: number }[] = [];
  const finish = (): void => {
    const trailing = run.filter(({ piece }) => piece.breaks === 0);
    const target = trailing.reduce((widest, { codeEnd }) => Math.max(widest, codeEnd), 0) + COMMENT_GAP;
    let follows = false;
    for (const { piece, codeEnd } of run) {
      if (piece.breaks === 0) {
        piece.columns = target - codeEnd;
        follows = true;
      } else {
        // A `///<` line right after another goes on where that one began.
        follows = follows && piece.followsPostDoc;
        piece.columns = follows ? target : LONE_COMMENT_INDENT;
      }
    }
    run = [];
  };
  for (const piece of pieces) {
    const before = piece.breaks > 0 ? 0 : column;
    if (piece.align) run.push({ piece, codeEnd: before });
    else if (piece.breaks > 0 && piece.columns === 0 && run.length > 0) finish();
    column = before + piece.columns + (piece.token.end - piece.token.start);
    const written = text.slice(piece.token.start, piece.token.end);
    const lastBreak = written.lastIndexOf("\n");
    if (lastBreak >= 0) column = written.length - lastBreak - 1;
  }
  finish();
}

function toEdits(tree: SourceFile, pieces: readonly Piece[]): FormatEdit[] {
  const { text } = tree;
  const lineEnd = usesCarriageReturns(text) ? "\r\n" : "\n";
  const edits: FormatEdit[] = [];
  const add = (span: Span, newText: string): void => {
    if (text.slice(span.start, span.end) !== newText) edits.push({ span, newText });
  };
  const breaksAfter = (at: number, count: number): string => {
    // A comment line has swallowed the carriage return before its line feed.
    const swallowed = count > 0 && text.charAt(at - 1) === "\r";
    return swallowed ? `\n${lineEnd.repeat(count - 1)}` : lineEnd.repeat(count);
  };
  for (const piece of pieces) add(piece.gap, breaksAfter(piece.gap.start, piece.breaks) + " ".repeat(piece.columns));
  const end = pieces.at(-1)?.token.end ?? 0;
  add({ start: end, end: text.length }, pieces.length === 0 ? "" : breaksAfter(end, 1));
  return edits;
}

/** True when most line breaks of the file are CR LF. */
function usesCarriageReturns(text: string): boolean {
  let both = 0;
  let feeds = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    feeds++;
    if (text.charCodeAt(at - 1) === 13) both++;
  }
  return both * 2 > feeds;
}

function touches(edit: Span, range: Span): boolean {
  return edit.start < range.end && edit.end > range.start;
}
