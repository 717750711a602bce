/**
 * Splits a Component.cdef into tokens, on demand: what a character run is depends on where the parser stands (`api:` is a name and a
 * colon, but in a path the colon is a character like any other), so the parser asks for the kind it expects.
 *
 * Follows the definition-file lexer of Legato's mk tools; differs in never failing: an unterminated comment or string runs to the end of
 * the file (line), a foreign character becomes an `unexpected` token.
 */
import type { CdefProblem, CdefToken, CdefTokenKind, CdefWord } from "./tree.ts";

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
/** Path characters; a slash that starts a comment ends the word. */
const WORD = /(?:\$\{[^}\n]*\}?|[A-Za-z0-9._$:;+=?@%~^,<>|&!\\()*-]|\/(?![/*]))+/y;
/** In an api list `=` separates alias and path. */
const API_WORD = /(?:\$\{[^}\n]*\}?|[A-Za-z0-9._$:;+?-]|\/(?![/*]))+/y;
const SPACE = /[ \t\r\n]+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const OPTION = /\[[^\]\n{}]*\]/y;
const DIRECTIVE = /#[a-z]+/y;

export class CdefScanner {
  readonly tokens: CdefToken[] = [];
  readonly problems: CdefProblem[] = [];
  readonly text: string;
  offset = 0;

  constructor(text: string) {
    this.text = text;
    this.skipTrivia();
  }

  get atEnd(): boolean {
    return this.offset >= this.text.length;
  }

  get character(): string {
    return this.text.charAt(this.offset);
  }

  problem(start: number, end: number, message: string): void {
    this.problems.push({ start, end, message });
  }

  /** True when a name, a colon and an opening brace come next: the head of a section. */
  atSection(): boolean {
    const name = this.match(NAME);
    if (name === undefined) {
      return false;
    }
    const colon = this.triviaEnd(name);
    return this.text[colon] === ":" && this.text[this.triviaEnd(colon + 1)] === "{";
  }

  takeName(kind: CdefTokenKind): CdefWord | undefined {
    return this.takeWord(NAME, kind);
  }

  takePath(): CdefWord | undefined {
    return this.takeString() ?? this.takeWord(WORD, "word");
  }

  takeApiPath(): CdefWord | undefined {
    return this.takeString() ?? this.takeWord(API_WORD, "word");
  }

  takeOption(): CdefToken | undefined {
    return this.takePattern(OPTION, "option");
  }

  takeDirective(): CdefToken | undefined {
    const end = this.match(DIRECTIVE);
    return end === undefined ? undefined : this.push("directive", end, false);
  }

  takePunctuation(character: string): CdefToken | undefined {
    return this.character === character ? this.push("punctuation", this.offset + 1) : undefined;
  }

  /** The rest of the line up to a comment: the condition of an `#if`. */
  takeCondition(): CdefToken | undefined {
    let end = this.offset;
    for (; end < this.text.length; end++) {
      const character = this.text[end];
      const next = this.text[end + 1];
      if (character === "\n" || (character === "/" && (next === "/" || next === "*"))) {
        break;
      }
    }
    while (end > this.offset && /\s/.test(this.text.charAt(end - 1))) {
      end--;
    }
    return end > this.offset ? this.push("condition", end) : undefined;
  }

  /** Blanks that stay on the line, between a directive and its operand. */
  skipBlanks(): void {
    let end = this.offset;
    while (this.text[end] === " " || this.text[end] === "\t") {
      end++;
    }
    if (end > this.offset) {
      this.push("whitespace", end, false);
    }
  }

  /** Takes one character that has no place here. Runs of them make one token and one problem. */
  takeUnexpected(): void {
    const start = this.offset;
    const previous = this.tokens.at(-1);
    const point = this.text.codePointAt(start) ?? 0;
    const end = start + (point > 0xffff ? 2 : 1);
    if (previous?.kind === "unexpected" && previous.end === start) {
      this.tokens[this.tokens.length - 1] = { kind: "unexpected", start: previous.start, end };
      const last = this.problems.at(-1);
      if (last !== undefined && last.end === start) {
        this.problems[this.problems.length - 1] = { ...last, end };
      }
      this.offset = end;
      this.skipTrivia();
      return;
    }
    this.push("unexpected", end);
    this.problem(start, end, `Unexpected character ${shown(this.text.slice(start, end))}.`);
  }

  skipTrivia(): void {
    for (;;) {
      const space = this.match(SPACE);
      if (space !== undefined) {
        this.push("whitespace", space, false);
        continue;
      }
      if (this.character !== "/") {
        return;
      }
      const next = this.text[this.offset + 1];
      if (next === "/") {
        this.push("comment", this.match(LINE_COMMENT) ?? this.text.length, false);
      } else if (next === "*") {
        const close = this.text.indexOf("*/", this.offset + 2);
        if (close < 0) {
          this.problem(this.offset, this.text.length, "This comment is never closed.");
        }
        this.push("comment", close < 0 ? this.text.length : close + 2, false);
      } else {
        return;
      }
    }
  }

  private takeString(): CdefWord | undefined {
    const quote = this.character;
    if (quote !== '"' && quote !== "'") {
      return undefined;
    }
    const start = this.offset;
    const lineEnd = this.text.indexOf("\n", start);
    const stop = lineEnd < 0 ? this.text.length : lineEnd;
    const close = this.text.indexOf(quote, start + 1);
    const closed = close >= 0 && close < stop;
    const end = closed ? close + 1 : stop;
    if (!closed) {
      this.problem(start, end, "This string is never closed.");
    }
    this.push("string", end);
    return { text: this.text.slice(start + 1, closed ? close : stop).trimEnd(), quoted: true, start, end };
  }

  private takeWord(pattern: RegExp, kind: CdefTokenKind): CdefWord | undefined {
    const token = this.takePattern(pattern, kind);
    return (
      token && { text: this.text.slice(token.start, token.end), quoted: false, start: token.start, end: token.end }
    );
  }

  private takePattern(pattern: RegExp, kind: CdefTokenKind): CdefToken | undefined {
    const end = this.match(pattern);
    return end === undefined ? undefined : this.push(kind, end);
  }

  /**
   * Behind the blanks and comments at an offset. By hand: one expression for all of them could part a row of comments in so many ways that
   * twenty of them would keep it busy for good.
   */
  private triviaEnd(offset: number): number {
    let at = offset;
    for (;;) {
      const space = this.match(SPACE, at);
      const next = this.text[at] === "/" ? this.text[at + 1] : undefined;
      if (space !== undefined) {
        at = space;
      } else if (next === "/") {
        at = this.match(LINE_COMMENT, at) ?? this.text.length;
      } else if (next === "*") {
        const close = this.text.indexOf("*/", at + 2);
        at = close < 0 ? this.text.length : close + 2;
      } else {
        return at;
      }
    }
  }

  /** End of the match at an offset. */
  private match(pattern: RegExp, offset = this.offset): number | undefined {
    pattern.lastIndex = offset;
    return pattern.test(this.text) ? pattern.lastIndex : undefined;
  }

  private push(kind: CdefTokenKind, end: number, skip = true): CdefToken {
    const token = { kind, start: this.offset, end };
    this.tokens.push(token);
    this.offset = end;
    if (skip) {
      this.skipTrivia();
    }
    return token;
  }
}

/** What cannot be seen is told by its number. */
function shown(character: string): string {
  if (!/[\p{C}\p{Z}]/u.test(character)) {
    return `'${character}'`;
  }
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
