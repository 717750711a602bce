/**
 * Where a block comment ends and whether it is documentation: the reference lexer's rule, which is narrower than anyone expects.
 *
 * In: the text and the offset of a `/*`. Out: the comment's kind and its end (0-based UTF-16, exclusive), problems reported on the way.
 * A documentation comment starts with `/**` and a character that is no star, has at least two characters of body, and ends in exactly
 * one star before the slash. Everything else is a plain comment, but for the one that looks empty (slash, two stars, slash), which
 * *opens* a documentation comment.
 */
import type { Astral } from "./astral.ts";
import type { Finder } from "./finder.ts";
import type { ScanProblems } from "./scanProblems.ts";

export interface CommentEnd {
  /** `slash`: only the slash is dropped, what follows is code again. */
  readonly kind: "doc" | "blockComment" | "dropped" | "slash";
  readonly end: number;
}

/** The reference's prediction loop takes 50,000 steps, one for each character and one to accept. */
const LONGEST_PREDICTED = 49_999;

const STAR = 42;
const SLASH = 47;

export function scanBlockComment(
  text: string,
  start: number,
  closes: Finder,
  astral: Astral,
  problems: ScanProblems,
): CommentEnd {
  if (start + 2 >= text.length) return unterminated(text, start, problems);
  if (astral.is(start + 2)) {
    problems.astral(start + 2, "warning", start);
    return { kind: "slash", end: start + 1 };
  }
  if (text.charCodeAt(start + 2) !== STAR) return plain(text, start, closes, astral, problems);
  if (start + 3 >= text.length) return unterminated(text, start, problems);
  const third = text.charCodeAt(start + 3);
  if (third === STAR) return plain(text, start, closes, astral, problems);
  if (third === SLASH) return emptyDoc(text, start, astral, problems);
  return predictedDoc(text, start, closes, astral, problems);
}

/** `/**` and a character that is neither star nor slash: the reference looks ahead to the end before it decides. */
function predictedDoc(text: string, start: number, closes: Finder, astral: Astral, problems: ScanProblems): CommentEnd {
  const close = closes.next(start + 4);
  const foreign = astral.next(start + 3, close === -1 ? text.length : close);
  const looked = (foreign ?? (close === -1 ? text.length : close + 2)) - start;
  if (looked > LONGEST_PREDICTED) problems.tooLong(start, start + 3, "A documentation comment", LONGEST_PREDICTED);
  if (close === -1) return unterminated(text, start, problems);
  // Behind such a character the comment's own text would be read as code, beginning with two stars: always a syntax error.
  if (foreign !== undefined) problems.astral(foreign, "error", start);
  const end = close + 2;
  const oneCharacter = close === start + 4;
  const twoStars = text.charCodeAt(close - 1) === STAR;
  if (foreign !== undefined || (!oneCharacter && !twoStars)) return { kind: "doc", end };
  return { kind: "blockComment", end };
}

function plain(text: string, start: number, closes: Finder, astral: Astral, problems: ScanProblems): CommentEnd {
  const body = start + 2;
  const close = closes.next(body);
  const foreign = astral.next(body, close === -1 ? text.length : close);
  if (foreign !== undefined) return plainWithAstral(text, start, foreign, close, problems);
  if (close === -1) {
    // A last star is dropped with the rest, one more is read as code and fails.
    if (text.endsWith("**") && text.length - 2 >= body) return unterminated(text, start, problems);
    problems.unterminatedComment(start, text.length, "warning");
    return { kind: "dropped", end: text.length };
  }
  const end = close + 2;
  if (trailingStars(text, body, close) === close - body) problems.onlyStars(start, end);
  return { kind: "blockComment", end };
}

/** The comment ends where the character stands and the rest is read as code. */
function plainWithAstral(
  text: string,
  start: number,
  foreign: number,
  close: number,
  problems: ScanProblems,
): CommentEnd {
  const end = close === -1 ? text.length : close + 2;
  if (close !== -1 && !/\/[/*]|["']/.test(text.slice(foreign, close))) {
    // Then the closing `*/` is read as two operators: always a syntax error.
    problems.astral(foreign, "error", start);
    return { kind: "blockComment", end };
  }
  const stars = trailingStars(text, start + 2, foreign);
  if (stars > 0) return { kind: "dropped", end: foreign - stars + 1 };
  problems.remnant(foreign, end);
  problems.astral(foreign, "warning", start);
  return { kind: "dropped", end: foreign + 2 };
}

/** Slash, two stars, slash: no empty comment. It opens documentation that runs to the next close and swallows the code between. */
function emptyDoc(text: string, start: number, astral: Astral, problems: ScanProblems): CommentEnd {
  let at = start + 4;
  if (at >= text.length || astral.is(at) || text.startsWith("*/", at)) {
    problems.emptyDoc(start, false);
    return { kind: "dropped", end: at };
  }
  const limit = astral.next(at, text.length) ?? text.length;
  const behindLimit = Math.min(limit + 2, text.length);
  for (;;) {
    const star = text.indexOf("*", at);
    if (star === -1 || star >= limit) break;
    at = star + 1;
    while (text.charCodeAt(at) === STAR) at++;
    const more = at - star > 1;
    if (text.charCodeAt(at) === SLASH) {
      const end = at + 1;
      problems.emptyDoc(start, true);
      return { kind: more ? "dropped" : "doc", end };
    }
  }
  problems.emptyDoc(start, false);
  return { kind: "dropped", end: behindLimit };
}

/**
 * No end, and the reference reads the text behind as code, which fails. Everything up to the next line that begins like a
 * declaration is taken as the comment, so that the rest of the file is still understood while the comment is being typed.
 */
function unterminated(text: string, start: number, problems: ScanProblems): CommentEnd {
  const next = /\n[ \t]*(?=(?:FUNCTION|HANDLER|EVENT|REFERENCE|DEFINE|ENUM|BITMASK|STRUCT|USETYPES)[ \t])/g;
  next.lastIndex = start;
  const end = next.exec(text)?.index ?? text.length;
  problems.unterminatedComment(start, end, "error");
  return { kind: "blockComment", end };
}

function trailingStars(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && text.charCodeAt(at - 1) === STAR) at--;
  return to - at;
}
