/**
 * The identifiers of a C or C++ text with the little context that navigation needs, in one pass.
 *
 * In: text, in any state. Out: identifiers outside of comments, strings and character constants, in order, spans in 0-based UTF-16
 * offsets; of each whether it is called, declared, or begins a function's definition. It knows no types and no macros: names that a
 * macro pastes together are not seen. Never throws; an unfinished comment or string runs to the end, a string to its line's end.
 *
 * A scanner and not the tree: "find all references" reads every source of a workspace, and tokens are all it needs.
 */
import type { Span } from "@legato-api/language";

export type UseKind = "definition" | "declaration" | "call" | "other";

export interface Identifier extends Span {
  readonly text: string;
  readonly kind: UseKind;
}

/** Calls `take` for the identifiers that `wanted` lets through; text is only cut out for those that pass `mayWant`. */
export function scanIdentifiers(text: string, wanted: (name: string) => boolean): readonly Identifier[] {
  return new Scan(text, wanted).run();
}

type Character = number;
const NEWLINE = 10;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const SLASH = 47;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** A name at file level followed by `(`: what comes after the closing parenthesis says what it is. */
interface Pending {
  readonly index: number;
  readonly depth: number;
}

class Scan {
  readonly #text: string;
  readonly #wanted: (name: string) => boolean;
  readonly #found: { text: string; start: number; end: number; kind: UseKind }[] = [];
  /** Open braces; `transparent` ones (`extern "C" {`, `namespace x {`) do not make what is inside a body. */
  readonly #braces: ("body" | "transparent")[] = [];
  /** How many of them are bodies. */
  #bodies = 0;
  #at = 0;
  #parens = 0;
  #pending: Pending | undefined;
  /** The last identifier taken, while nothing but blanks stands behind it. */
  #last: number | undefined;
  #transparentNext = false;
  /** Where the preprocessor directive ends that the scan is in: what looks like a declaration there is a macro's text. */
  #directiveEnd = 0;

  constructor(text: string, wanted: (name: string) => boolean) {
    this.#text = text;
    this.#wanted = wanted;
  }

  run(): readonly Identifier[] {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (isBlank(code)) this.#at++;
      else if (isWordStart(code)) this.#word();
      else if (code >= 48 && code <= 57) this.#number();
      else if (code === SLASH && this.#comment()) continue;
      else if (code === QUOTE || code === APOSTROPHE) this.#quoted(code);
      else this.#mark(code);
    }
    return this.#found;
  }

  #word(): void {
    const start = this.#at;
    const text = this.#text;
    let at = start + 1;
    while (at < text.length && isWordPart(text.charCodeAt(at))) at++;
    this.#at = at;
    if (text.charCodeAt(at) === QUOTE && isRawPrefix(text, start, at)) {
      this.#rawString();
      return;
    }
    const name = text.slice(start, at);
    if (name === "namespace" || name === "extern") this.#transparentNext = true;
    this.#last = undefined;
    if (this.#pending !== undefined && this.#parens === this.#pending.depth)
      this.#settle(name === "const" || name === "noexcept" || name === "override" ? undefined : "declaration");
    if (!this.#wanted(name)) return;
    this.#last = this.#found.length;
    this.#found.push({ text: name, start, end: at, kind: "other" });
  }

  #number(): void {
    let at = this.#at + 1;
    while (
      at < this.#text.length &&
      (isWordPart(this.#text.charCodeAt(at)) ||
        this.#text.charAt(at) === "." ||
        (this.#text.charAt(at) === "'" && isWordPart(this.#text.charCodeAt(at + 1))))
    )
      at++;
    this.#at = at;
    this.#last = undefined;
  }

  #comment(): boolean {
    const next: Character = this.#text.charCodeAt(this.#at + 1);
    if (next === SLASH) {
      this.#at = lineEnd(this.#text, this.#at);
      return true;
    }
    if (next === STAR) {
      const end = this.#text.indexOf("*/", this.#at + 2);
      this.#at = end === -1 ? this.#text.length : end + 2;
      return true;
    }
    return false;
  }

  #quoted(quote: Character): void {
    let at = this.#at + 1;
    for (; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === BACKSLASH) at++;
      else if (code === quote) break;
      else if (code === NEWLINE) break;
    }
    this.#at = at + 1;
    this.#last = undefined;
  }

  /** `R"tag(...)tag"`. */
  #rawString(): void {
    const open = this.#text.indexOf("(", this.#at);
    const tag = open === -1 ? "" : this.#text.slice(this.#at + 1, open);
    const close = open === -1 ? -1 : this.#text.indexOf(`)${tag}"`, open);
    this.#at = close === -1 ? this.#text.length : close + tag.length + 2;
    this.#last = undefined;
  }

  #mark(code: Character): void {
    const atFileLevel = this.#bodies === 0;
    if (code === HASH) this.#directiveEnd = lineEnd(this.#text, this.#at);
    if (code === OPEN) {
      if (this.#last !== undefined) {
        const found = this.#found[this.#last];
        if (found !== undefined) found.kind = "call";
        if (atFileLevel && this.#parens === 0 && this.#at >= this.#directiveEnd)
          this.#pending = { index: this.#last, depth: 0 };
      }
      this.#parens++;
    } else if (code === CLOSE) {
      this.#parens = Math.max(0, this.#parens - 1);
    } else if (code === OPEN_BRACE) {
      const isTransparent = this.#transparentNext && this.#parens === 0 && this.#pending === undefined;
      this.#braces.push(isTransparent ? "transparent" : "body");
      if (!isTransparent) this.#bodies++;
      this.#settle("definition");
      this.#transparentNext = false;
    } else if (code === CLOSE_BRACE) {
      if (this.#braces.pop() === "body") this.#bodies--;
      // Unbalanced parentheses (a macro's work) must not swallow the rest of the file.
      if (this.#braces.length === 0) this.#parens = 0;
    } else if (code === SEMICOLON) {
      if (this.#parens === 0 || atFileLevel) this.#settle("declaration");
      this.#transparentNext = false;
    }
    this.#last = undefined;
    this.#at++;
  }

  #settle(kind: UseKind | undefined): void {
    if (kind === undefined || this.#pending === undefined) return;
    const found = this.#found[this.#pending.index];
    if (found !== undefined) found.kind = kind;
    this.#pending = undefined;
  }
}

/** End of the logical line: a backslash at a line's end carries it on. */
function lineEnd(text: string, from: number): number {
  let end = text.indexOf("\n", from);
  while (end !== -1 && text.charCodeAt(end - 1) === BACKSLASH) end = text.indexOf("\n", end + 1);
  return end === -1 ? text.length : end;
}

function isBlank(code: Character): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isWordStart(code: Character): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isWordPart(code: Character): boolean {
  return isWordStart(code) || (code >= 48 && code <= 57);
}

function isRawPrefix(text: string, start: number, end: number): boolean {
  return end - start <= 3 && /^(?:u8|[uUL])?R$/.test(text.slice(start, end));
}
