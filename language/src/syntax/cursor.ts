/**
 * The parser's place in the tokens, its errors and its ways to go on after one.
 *
 * In: a scan. What always holds: `bump` is the only way forward; an error at the same token as the last one, or at the next, is
 * counted but not shown; an error right behind text the compiler drops is blamed on that text, for there the cause is.
 */
import type { RuleId } from "../rules.ts";
import { Code, startsItem } from "./codes.ts";
import type { Scan } from "./scanner.ts";
import type { Name, Span, SyntaxProblem, Token } from "./tree.ts";

export interface Report {
  readonly rule?: RuleId;
  readonly data?: SyntaxProblem["data"];
  readonly related?: SyntaxProblem["related"];
}

/** What ends a list, and what begins one. */
export const CLOSERS: ReadonlySet<number> = new Set([Code.closeParen, Code.closeBracket, Code.closeBrace]);
const OPENERS: ReadonlySet<number> = new Set([Code.openParen, Code.openBracket, Code.openBrace]);

/** More are not kept: nobody reads on, and a file of another language has hundreds of thousands. */
const MOST_ERRORS = 1_000;

/** An error so few tokens behind another one is most likely the same mistake met again. */
const ECHO_DISTANCE = 1;

export class Cursor {
  readonly text: string;
  readonly errors: SyntaxProblem[] = [];
  /** Start of a string over several lines that an error right behind it casts doubt on. */
  suspectString: number | undefined;
  readonly #scan: Scan;
  readonly #end: Token;
  #at = 0;
  #errorAt = -1;
  #errorCount = 0;

  constructor(text: string, scan: Scan) {
    this.text = text;
    this.#scan = scan;
    this.#end = { kind: "whitespace", start: text.length, end: text.length };
  }

  /** Grows with every error, shown or blamed: a part without growth is complete. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** Code of the current token, or of one `ahead` of it (below zero: behind it). */
  code(ahead = 0): number {
    return this.#scan.codes[this.#at + ahead] ?? Code.endOfFile;
  }

  is(code: number): boolean {
    return this.code() === code;
  }

  token(ahead = 0): Token {
    const index = this.#scan.significant[this.#at + ahead];
    return (index === undefined ? undefined : this.#scan.tokens[index]) ?? this.#end;
  }

  /** 0-based start of the current token; the text's end where there is none. */
  get start(): number {
    return this.token().start;
  }

  get previous(): Token | undefined {
    const index = this.#scan.significant[this.#at - 1];
    return index === undefined ? undefined : this.#scan.tokens[index];
  }

  /** The last token taken that is no documentation: what a message can say something is missing behind. */
  get previousWord(): Token | undefined {
    let behind = -1;
    while (this.code(behind) === Code.doc || this.code(behind) === Code.postDoc) behind--;
    const index = this.#scan.significant[this.#at + behind];
    return index === undefined ? undefined : this.#scan.tokens[index];
  }

  /** End of the last token taken: where the node being built ends. */
  get end(): number {
    return this.previous?.end ?? 0;
  }

  bump(): Token {
    const token = this.token();
    if (this.#at < this.#scan.codes.length) this.#at++;
    return token;
  }

  take(code: number): Token | undefined {
    return this.is(code) ? this.bump() : undefined;
  }

  get atSign(): boolean {
    return this.is(Code.plus) || this.is(Code.minus);
  }

  textOf(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  bumpName(): Name {
    const token = this.bump();
    return { text: this.textOf(token), start: token.start, end: token.end };
  }

  /** A name that is not there: empty, right behind the last token. */
  missingName(): Name {
    return { text: "", start: this.end, end: this.end };
  }

  /** Whether a line ends between the previous token and the current one. */
  get onNewLine(): boolean {
    const previous = this.previous;
    if (previous === undefined) return true;
    // Only what stands between: in a file of one line, a search for the next line break would read all of it each time.
    return this.text.slice(previous.end, this.start).includes("\n");
  }

  /** Whether, `ahead` tokens from here, comes what only a new declaration starts with, or the file's end. */
  nextItemAfter(ahead: number): boolean {
    let at = ahead;
    while (this.code(at) === Code.doc) at++;
    return this.code(at) === Code.endOfFile || startsItem(this.code(at));
  }

  /** True where the enclosing declaration must be over: the file's end, or something only a new declaration starts with. */
  get atNextItem(): boolean {
    let ahead = 0;
    while (this.code(ahead) === Code.doc) ahead++;
    const code = this.code(ahead);
    if (code === Code.endOfFile) return true;
    if (!startsItem(code)) return false;
    if (ahead > 0 || this.onNewLine) return true;
    const previous = this.#scan.codes[this.#at - 1];
    if (previous === Code.semicolon || previous === Code.closeBrace || previous === Code.closeParen) return true;
    // `FUNCTION DEFINE A = 1;`: the first keyword is alone.
    return previous !== undefined && startsItem(previous);
  }

  /** The current token as a message shows it. */
  describe(): string {
    const code = this.code();
    if (code === Code.endOfFile) return "the end of the file";
    if (code === Code.doc || code === Code.postDoc) return "a documentation comment";
    const text = this.textOf(this.token());
    const firstLine = text.split("\n", 1)[0] ?? "";
    return `\`${firstLine.length > 40 ? `${firstLine.slice(0, 40)}…` : firstLine}\``;
  }

  /** Reports that `what` is missing: behind the last token where the next one is on another line, else at the next token. */
  missing(what: string, report: Report = {}): void {
    const previous = this.previousWord;
    if (this.errors.length >= MOST_ERRORS) {
      this.error(this.token(), "", report);
    } else if (previous !== undefined && (this.onNewLine || this.atNextItem)) {
      const before = this.textOf(previous).split("\n", 1)[0] ?? "";
      this.error(previous, `Expected ${what} after \`${before}\`.`, report);
    } else {
      this.error(this.token(), `Expected ${what}, found ${this.describe()}.`, report);
    }
  }

  /** Reports an error at `span`, unless the current token has one already or dropped text before it is to blame. */
  error(span: Span, message: string, report: Report = {}): void {
    const isEcho = this.#errorAt >= 0 && this.#at - this.#errorAt <= ECHO_DISTANCE;
    this.#errorAt = this.#at;
    this.#errorCount++;
    if (isEcho) return;
    this.#suspectString();
    if (this.#behindOpenString() || this.#blameDropped(span, message)) return;
    if (this.errors.length >= MOST_ERRORS) return;
    const problem: { -readonly [K in keyof SyntaxProblem]: SyntaxProblem[K] } = {
      rule: report.rule ?? "syntax-error",
      severity: "error",
      start: span.start,
      end: span.end,
      message,
    };
    if (report.data !== undefined) problem.data = report.data;
    if (report.related !== undefined) problem.related = report.related;
    this.errors.push(problem);
  }

  /** Whether text that was meant as `import.name` is dropped somewhere in `[start, end)`. */
  hasBrokenName(start: number, end: number): boolean {
    return this.#scan.problems.hasBrokenName(start, end);
  }

  /** Reports something wrong inside of a token, which does not stop the parse. */
  problem(rule: RuleId, span: Span, message: string): void {
    this.#errorCount++;
    this.errors.push({ rule, severity: "error", start: span.start, end: span.end, message });
  }

  /** Goes on to one of `codes` at this nesting, or to where the declaration must be over. */
  skipTo(...codes: number[]): void {
    let depth = 0;
    while (!this.atNextItem) {
      const code = this.code();
      if (depth <= 0 && codes.includes(code)) return;
      if (OPENERS.has(code)) depth++;
      else if (CLOSERS.has(code)) depth--;
      this.bump();
    }
  }

  /** Whether the current token was meant as comment. */
  get inRemnant(): boolean {
    return this.#scan.problems.remnantAt(this.start) !== undefined;
  }

  /** Leaves the rest of a comment that was cut short: its words are no code. */
  skipRemnant(): boolean {
    const remnant = this.#scan.problems.remnantAt(this.start);
    if (remnant === undefined) return false;
    while (!this.is(Code.endOfFile) && this.start < remnant.end) this.bump();
    return true;
  }

  #blameDropped(span: Span, message: string): boolean {
    const { tokens, significant, problems } = this.#scan;
    // A keyword or a name at its beginning stays as it is written.
    const consequence = message.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
    if (problems.blame(span.start, consequence)) return true;
    const remnant = problems.remnantAt(this.start);
    if (remnant !== undefined && problems.blame(remnant.start, consequence)) return true;
    const current = significant[this.#at] ?? tokens.length;
    const previous = significant[this.#at - 1] ?? -1;
    for (let index = current - 1; index > previous; index--) {
      const token = tokens[index];
      if (token?.kind === "dropped" && problems.blame(token.start, consequence)) return true;
    }
    // A broken `import.name` leaves one word too many, over which the parser stumbles one word later.
    const before = significant[this.#at - 2] ?? -1;
    for (let index = previous - 1; index > before; index--) {
      const token = tokens[index];
      if (token?.kind === "dropped" && problems.isBrokenName(token.start)) {
        return problems.blame(token.start, consequence);
      }
    }
    return false;
  }

  /** A string cut at its line's end has its error already, and swallowed what should follow it. */
  #behindOpenString(): boolean {
    const previous = this.previous;
    return previous?.kind === "string" && this.#scan.problems.isOpenString(previous.start);
  }

  #suspectString(): void {
    for (const token of [this.previous, this.token()]) {
      if (token?.kind === "string" && this.suspectString === undefined) {
        if (this.textOf(token).includes("\n")) this.suspectString = token.start;
      }
    }
  }
}
