/**
 * Text to tokens, as the reference compiler's lexer cuts them, odd corners included.
 *
 * In: the text of a file. Out: tokens that cover it without a gap or an overlap, the codes and places of those the grammar sees, and
 * problems. What always holds: it never throws, takes time linear in the text, and what the reference lexer drops with a printed
 * message (never a failure there) is a `dropped` token and a warning here. Where the reference's own way of going on can only end
 * in a syntax error, the text is cut in the way a reader means it and the problem is an error at its cause.
 */
import { Astral } from "./astral.ts";
import { Code, wordCode } from "./codes.ts";
import { scanBlockComment } from "./comments.ts";
import { Finder } from "./finder.ts";
import { ScanProblems } from "./scanProblems.ts";
import type { Token, TokenKind } from "./tree.ts";

/** Tokens and problems of one text. `codes[i]` belongs to `tokens[significant[i]]`; trivia is in `tokens` alone. */
export interface Scan {
  readonly tokens: readonly Token[];
  /** Indexes into `tokens` of those the grammar sees, in order. */
  readonly significant: readonly number[];
  readonly codes: readonly number[];
  readonly problems: ScanProblems;
}

export interface ScanOptions {
  /** Start offsets of strings to end at their line's end, because the closing quote is most likely forgotten. */
  readonly shortStrings?: ReadonlySet<number>;
}

/** The reference's prediction loop takes 50,000 steps; a word needs two more than it has characters, a `///<` comment as well. */
const LONGEST_WORD = 49_998;

const OTHER = 0;
const SPACE = 1;
const LETTER = 2;
const DIGIT = 3;
const UNDERSCORE = 4;
const PUNCTUATION = 5;
const QUOTE = 6;
const DOT = 7;
const SLASH = 8;

const CLASS = new Uint8Array(128);
for (const character of " \t\n") CLASS[character.charCodeAt(0)] = SPACE;
for (let letter = 0; letter < 26; letter++) {
  CLASS[65 + letter] = LETTER;
  CLASS[97 + letter] = LETTER;
}
for (let digit = 0; digit < 10; digit++) CLASS[48 + digit] = DIGIT;
CLASS[95] = UNDERSCORE;
for (const character of ";,(){}[]=+-*") CLASS[character.charCodeAt(0)] = PUNCTUATION;
CLASS[34] = QUOTE;
CLASS[39] = QUOTE;
CLASS[46] = DOT;
CLASS[47] = SLASH;

function classOf(code: number): number {
  return code < 128 ? (CLASS[code] ?? OTHER) : OTHER;
}

function isWordCharacter(code: number): boolean {
  const kind = classOf(code);
  return kind === LETTER || kind === DIGIT || kind === UNDERSCORE;
}

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

export function scan(text: string, options: ScanOptions = {}): Scan {
  return new Scanner(text, options).run();
}

class Scanner {
  readonly #text: string;
  readonly #options: ScanOptions;
  readonly #astral: Astral;
  readonly #closes: Finder;
  readonly #lineBreaks: Finder;
  /** Quotes of which no closing one is left: a text full of openings must not be searched to its end for each. */
  readonly #neverClosed = new Set<number>();
  readonly #tokens: Token[] = [];
  readonly #significant: number[] = [];
  readonly #codes: number[] = [];
  readonly #problems: ScanProblems;
  #lastCode: number = Code.endOfFile;
  #braces = 0;

  constructor(text: string, options: ScanOptions) {
    this.#text = text;
    this.#options = options;
    this.#astral = new Astral(text);
    this.#closes = new Finder(text, "*/");
    this.#lineBreaks = new Finder(text, "\n");
    this.#problems = new ScanProblems(text);
  }

  run(): Scan {
    const text = this.#text;
    const length = text.length;
    let at = 0;
    while (at < length) {
      const code = text.charCodeAt(at);
      switch (classOf(code)) {
        case SPACE:
          at = this.#space(at);
          break;
        case LETTER:
          at = this.#word(at);
          break;
        case PUNCTUATION:
          at = this.#token("punctuation", code, at, at + 1);
          break;
        case SLASH:
          at = this.#slash(at);
          break;
        case DIGIT:
          at = this.#number(at, code);
          break;
        case QUOTE:
          at = this.#string(at, code);
          break;
        case DOT:
          at = this.#dot(at);
          break;
        default:
          at = this.#unexpected(at);
      }
    }
    return {
      tokens: this.#tokens,
      significant: this.#significant,
      codes: this.#codes,
      problems: this.#problems,
    };
  }

  #token(kind: TokenKind, code: number, start: number, end: number): number {
    this.#significant.push(this.#tokens.length);
    this.#codes.push(code);
    this.#tokens.push({ kind, start, end });
    this.#lastCode = code;
    if (code === Code.openBrace) this.#braces++;
    else if (code === Code.closeBrace) this.#braces--;
    return end;
  }

  #trivia(kind: TokenKind, start: number, end: number): number {
    this.#tokens.push({ kind, start, end });
    return end;
  }

  #space(start: number): number {
    const text = this.#text;
    let at = start + 1;
    while (classOf(text.charCodeAt(at)) === SPACE) at++;
    return this.#trivia("whitespace", start, at);
  }

  #word(start: number): number {
    const text = this.#text;
    let end = start + 1;
    while (isWordCharacter(text.charCodeAt(end))) end++;
    if (text.charCodeAt(end) === 46) return this.#scopedWord(start, end);
    if (end - start > LONGEST_WORD) this.#problems.tooLong(start, end, "A name", LONGEST_WORD);
    const code = wordCode(text, start, end);
    return this.#token(code === Code.identifier ? "identifier" : "keyword", code, start, end);
  }

  /** A word right before a dot commits the reference lexer to `ident.ident`; where no letter follows, all of it is dropped. */
  #scopedWord(start: number, dot: number): number {
    const text = this.#text;
    if (classOf(text.charCodeAt(dot + 1)) !== LETTER) {
      const end = Math.min(dot + 1 + this.#astral.unitsAt(dot + 1), text.length);
      this.#problems.brokenScope(start, dot, end);
      return this.#trivia("dropped", start, end);
    }
    let end = dot + 2;
    while (isWordCharacter(text.charCodeAt(end))) end++;
    return this.#token("scoped", Code.scoped, start, end);
  }

  #number(start: number, first: number): number {
    const text = this.#text;
    if (first !== 48) {
      let end = start + 1;
      while (classOf(text.charCodeAt(end)) === DIGIT) end++;
      return this.#token("decimal", Code.decimal, start, end);
    }
    const second = text.charCodeAt(start + 1);
    if (second !== 120 && second !== 88) return this.#token("decimal", Code.decimal, start, start + 1);
    let end = start + 2;
    while (isHexDigit(text.charCodeAt(end))) end++;
    if (end > start + 2) return this.#token("hex", Code.hex, start, end);
    this.#problems.emptyHex(start, end);
    return this.#trivia("dropped", start, end);
  }

  #dot(start: number): number {
    const text = this.#text;
    if (text.charCodeAt(start + 1) === 46) return this.#token("punctuation", Code.range, start, start + 2);
    const end = Math.min(start + 1 + this.#astral.unitsAt(start + 1), text.length);
    this.#problems.loneDot(start, end);
    return this.#trivia("dropped", start, end);
  }

  #string(start: number, quote: number): number {
    const text = this.#text;
    const cut = this.#options.shortStrings?.has(start) === true;
    let at = this.#neverClosed.has(quote) && !cut ? text.length : start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return this.#closedString(start, at + 1);
      if (code === 92 && !(cut && text.charCodeAt(at + 1) === 10)) at += this.#astral.unitsAt(at + 1);
      else if (code === 10 && cut) break;
      else if (code >= 0xd800 && code < 0xdc00 && this.#astral.is(at)) return this.#stringWithAstral(start, at, quote);
    }
    const end = Math.min(at, text.length);
    if (cut) return this.#openString(start, end);
    this.#neverClosed.add(quote);
    if (this.#mayEndHere()) {
      this.#problems.unterminatedString(start, end, "warning");
      return this.#trivia("dropped", start, end);
    }
    const lineEnd = this.#lineBreaks.next(start);
    return this.#openString(start, lineEnd === -1 ? end : lineEnd);
  }

  #closedString(start: number, end: number): number {
    return this.#token("string", Code.string, start, end);
  }

  #openString(start: number, end: number): number {
    this.#problems.unterminatedString(start, end, "error");
    return this.#token("string", Code.string, start, end);
  }

  /**
   * The reference drops the string up to such a character and goes on behind it, so that the closing quote opens a new string. As the
   * value of a DEFINE that does not parse, and the string is taken as its author means it, with an error.
   */
  #stringWithAstral(start: number, astral: number, quote: number): number {
    const close = this.#text.indexOf(String.fromCharCode(quote), astral);
    const lineBreak = this.#lineBreaks.next(astral);
    const closesOnLine = close !== -1 && (lineBreak === -1 || close < lineBreak);
    if (closesOnLine && this.#lastCode === Code.equals && !this.#hasStringEnd(close + 1, quote)) {
      this.#problems.astral(astral, "error");
      return this.#token("string", Code.string, start, close + 1);
    }
    this.#problems.astral(astral, "warning", start);
    return this.#trivia("dropped", start, astral + 2);
  }

  /** Whether a string opened before `from` would end on the same line, by a quote or by a character that breaks it. */
  #hasStringEnd(from: number, quote: number): boolean {
    const lineBreak = this.#lineBreaks.next(from);
    const lineEnd = lineBreak === -1 ? this.#text.length : lineBreak;
    const another = this.#text.indexOf(String.fromCharCode(quote), from);
    return (another !== -1 && another < lineEnd) || this.#astral.next(from, lineEnd) !== undefined;
  }

  #slash(start: number): number {
    const text = this.#text;
    const second = text.charCodeAt(start + 1);
    if (second === 42) return this.#blockComment(start);
    if (second !== 47) return this.#token("punctuation", Code.slash, start, start + 1);
    const lineBreak = this.#lineBreaks.next(start);
    const lineEnd = lineBreak === -1 ? text.length : lineBreak;
    const astral = this.#astral.next(start, lineEnd);
    const end = astral ?? lineEnd;
    if (astral !== undefined) this.#problems.remnant(astral, lineEnd);
    if (text.charCodeAt(start + 2) !== 47 || text.charCodeAt(start + 3) !== 60 || end < start + 4) {
      return this.#trivia("lineComment", start, end);
    }
    if (end - start > LONGEST_WORD) this.#problems.tooLong(start, end, "A documentation comment", LONGEST_WORD);
    return this.#token("postDoc", Code.postDoc, start, end);
  }

  #blockComment(start: number): number {
    const found = scanBlockComment(this.#text, start, this.#closes, this.#astral, this.#problems);
    if (found.kind === "doc") return this.#token("doc", Code.doc, start, found.end);
    if (found.kind === "slash") return this.#trivia("dropped", start, start + 1);
    return this.#trivia(found.kind, start, found.end);
  }

  #unexpected(start: number): number {
    const text = this.#text;
    const first = text.charCodeAt(start);
    if (first === 13) {
      this.#problems.carriageReturn(start);
      return this.#trivia("dropped", start, start + 1);
    }
    let end = start;
    if (this.#astral.is(start)) {
      while (this.#astral.is(end)) end += 2;
      this.#problems.astral(start, "warning", start, end);
      return this.#trivia("dropped", start, end);
    }
    while (end < text.length && !this.#astral.is(end)) {
      const code = text.charCodeAt(end);
      const kind = classOf(code);
      if ((kind !== OTHER && kind !== UNDERSCORE) || code === 13) break;
      end++;
    }
    this.#problems.unexpected(start, end);
    return this.#trivia("dropped", start, end);
  }

  /** Whether the grammar allows the file to end after the last token: between two declarations. */
  #mayEndHere(): boolean {
    return this.#lastCode === Code.endOfFile || (this.#lastCode === Code.semicolon && this.#braces === 0);
  }
}
