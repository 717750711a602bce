/**
 * The comments and blanks between two pieces of syntax, and where a declaration with its own comment begins.
 *
 * The syntax copy has no comments; they are found in the gaps. Positions are 0-based UTF-16 offsets.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import type { Text } from "./syntaxQueries.ts";

export interface CommentText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;

/** Comments of a gap between two nodes, where nothing but comments and blanks can stand. */
export function commentsBetween(source: Text, from: number, to: number): CommentText[] {
  return [...source.text.slice(from, to).matchAll(COMMENT)].map((match) => {
    const text = match[0].replace(/\r$/, "");
    return { start: from + match.index, end: from + match.index + text.length, text };
  });
}

/** The comments that belong to a node: above it without a blank line between, not those behind the piece before. */
export function attachedComments(source: Text, previousEnd: number, nodeStart: number): CommentText[] {
  const comments = commentsBetween(source, previousEnd, nodeStart);
  const attached: CommentText[] = [];
  let below = nodeStart;
  for (const comment of comments.reverse()) {
    const between = source.text.slice(comment.end, below);
    const isBehind = previousEnd > 0 && !source.text.slice(previousEnd, comment.start).includes("\n");
    if (/\n[ \t\r]*\n/.test(between) || isBehind) {
      break;
    }
    attached.unshift(comment);
    below = comment.start;
  }
  return attached;
}

/** End of the piece before a node among its siblings, or the start of what is around it. */
export function endBefore(parent: Syntax, node: Syntax): number {
  let end = parent.type === "translation_unit" ? 0 : parent.start;
  for (const sibling of parent.children) {
    if (sibling.start >= node.start) {
      break;
    }
    end = sibling.end;
  }
  return end;
}

/** Start of the line an offset is on. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Offset of the line end (of `\n` or `\r\n`), or the text's end. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  if (end < 0) {
    return text.length;
  }
  return end > at && text[end - 1] === "\r" ? end - 1 : end;
}

/** Start of the line after the one an offset is on; the text's end where there is none. */
export function nextLineStart(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** Blanks at the start of the line an offset is on. */
export function indentationAt(text: string, at: number): string {
  const start = lineStart(text, at);
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
}

/** True when nothing but blanks stands before the offset on its line. */
export function isFirstOnLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === "";
}
