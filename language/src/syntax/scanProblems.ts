/**
 * What the scanner has to say, collected so that the parser can give dropped text its real weight.
 *
 * In: places (0-based UTF-16 offsets) and what was met there. Out: problems. The reference lexer never fails: all it drops is a
 * warning, until the parser stumbles right behind it and calls `blame`, which makes that one warning the error.
 */
import type { RuleId } from "../rules.ts";
import { describeCharacters, firstLineEnd } from "./describe.ts";
import type { SyntaxProblem } from "./tree.ts";

type Mutable = { -readonly [K in keyof SyntaxProblem]: SyntaxProblem[K] };

/** A problem of dropped text. `lead` starts its message in any case, without a full stop. */
interface Dropped {
  readonly problem: Mutable;
  readonly lead: string | (() => string);
}

/** Code that was meant as comment: from a character that ended the comment to where its author meant it to end. */
interface Remnant {
  readonly start: number;
  readonly end: number;
}

/** The fact a quick fix needs where the text only has to go. */
const REMOVE = { remove: true };

/** So many warnings of dropped text are shown one by one; a binary file has hundreds of thousands. */
const MOST_SHOWN = 100;

export class ScanProblems {
  readonly #text: string;
  readonly #list: Mutable[] = [];
  /** By the offset where the dropped text starts. */
  readonly #dropped = new Map<number, Dropped>();
  /** Known for `blame` only, which then is the one place that shows them. */
  readonly #unlisted = new Set<Mutable>();
  readonly #remnants: Remnant[] = [];
  readonly #openStrings = new Set<number>();
  #firstReturn: Mutable | undefined;
  #returns = 0;
  #droppedCount = 0;
  #brokenNames = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** All problems, once the scan and the parse are done. */
  finish(): readonly SyntaxProblem[] {
    if (this.#firstReturn !== undefined) {
      this.#firstReturn.message = returnMessage(this.#returns);
      this.#firstReturn.data = { count: this.#returns };
    }
    return this.#list;
  }

  /**
   * Makes the warning about the text dropped at `start` an error that tells `consequence`.
   * False where there is nothing to blame: the caller then reports the error itself.
   */
  blame(start: number, consequence: string): boolean {
    const dropped = this.#dropped.get(start);
    if (dropped === undefined) return false;
    if (dropped.problem.severity === "warning") {
      dropped.problem.message = `${said(dropped.lead)}, and what is left is not valid: ${consequence}`;
      this.#weigh(dropped.problem, "error");
    }
    return true;
  }

  /** Whether the string at `start` was cut at its line's end, with an error. */
  isOpenString(start: number): boolean {
    return this.#openStrings.has(start);
  }

  /** Whether the text dropped at `start` was an attempt at `import.name`. */
  isBrokenName(start: number): boolean {
    const rule = this.#dropped.get(start)?.problem.rule;
    return rule === "lone-dot" || rule === "incomplete-name" || rule === "range-without-spaces";
  }

  /** Whether an attempt at `import.name` was dropped in `[start, end)`. */
  hasBrokenName(start: number, end: number): boolean {
    if (this.#brokenNames === 0) return false;
    for (let at = start; at < end; at++) if (this.isBrokenName(at)) return true;
    return false;
  }

  /** The remnant of a comment that `offset` stands in, if any. */
  remnantAt(offset: number): Remnant | undefined {
    const remnants = this.#remnants;
    let low = 0;
    let high = remnants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((remnants[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const last = remnants[low - 1];
    return last !== undefined && offset < last.end ? last : undefined;
  }

  /** Says that `[start, end)` was meant as comment. */
  remnant(start: number, end: number): void {
    this.#remnants.push({ start, end });
  }

  carriageReturn(start: number): void {
    this.#returns++;
    if (this.#firstReturn !== undefined) return;
    this.#firstReturn = { rule: "carriage-return", severity: "warning", start, end: start + 1, message: "" };
    this.#list.push(this.#firstReturn);
  }

  unexpected(start: number, end: number): void {
    const text = this.#text;
    if (start === 0 && text.charCodeAt(0) === 0xfeff) {
      const lead = "The file starts with a byte order mark, which the compiler drops with a message";
      this.#drop("byte-order-mark", start, end, lead, ". Save the file as UTF-8 without one.", REMOVE);
      return;
    }
    const them = end - start > 1 ? "them" : "it";
    const word = text.charCodeAt(start) === 95 ? " Names start with a letter." : "";
    this.#drop(
      "unexpected-character",
      start,
      end,
      () => `Unexpected ${describeCharacters(text, start, end)}: the compiler drops ${them}`,
      ` and reads on as if nothing were there.${word} Remove ${them}.`,
      REMOVE,
    );
  }

  /** Characters above U+FFFF from `start` on; `tokenStart` is where the token began that they broke. */
  astral(start: number, severity: "error" | "warning", tokenStart = start, end = start + 2): void {
    const lead = () =>
      `The compiler cannot read ${describeCharacters(this.#text, start, end)}: characters above U+FFFF are not allowed, not even in ` +
      "comments, and what follows is read as code";
    const problem = this.#drop("character-above-ffff", start, end, lead, ". Remove it or write it another way.");
    this.#weigh(problem, severity);
    if (tokenStart !== start) this.#dropped.set(tokenStart, { problem, lead });
  }

  brokenScope(start: number, dot: number, end: number): void {
    this.#brokenNames++;
    const name = this.#text.slice(start, dot);
    if (this.#text.charCodeAt(dot + 1) === 46) {
      this.#drop(
        "range-without-spaces",
        start,
        end,
        `\`${name}..\` is not read as a range: the compiler takes \`${name}.\` for the start of an imported name and drops it with the ` +
          "second dot",
        `. Put a space before the dots: \`${name} ..\`.`,
        { insert: " ", at: dot },
      );
      return;
    }
    this.#drop(
      "incomplete-name",
      start,
      // The line break is dropped, too, but a mark of two lines would point at what is right.
      this.#text.charCodeAt(end - 1) === 10 ? end - 1 : end,
      `\`${name}.\` must be followed directly by the name of something in the import \`${name}\`; the compiler drops it together with ` +
        "the next character",
      ". Complete the name, without spaces around the dot.",
    );
  }

  loneDot(start: number, end: number): void {
    this.#brokenNames++;
    this.#drop(
      "lone-dot",
      start,
      end,
      "A single `.` means nothing here: the compiler drops it and the character behind it",
      ". Write `..` for a range, or a name from an import as `import.name`, without spaces.",
    );
  }

  emptyHex(start: number, end: number): void {
    this.#drop(
      "incomplete-number",
      start,
      end,
      `\`${this.#text.slice(start, end)}\` has no digits: the compiler drops it`,
      ". Write the hexadecimal digits.",
    );
  }

  emptyDoc(start: number, closed: boolean): void {
    const swallowed = closed ? "runs to the next `*/`" : "is never closed";
    const lead = `\`/**/\` is no empty comment: it opens a documentation comment that ${swallowed}, and all text between is lost`;
    const shownEnd = Math.min(start + 4, this.#text.length);
    this.#drop("comment-swallows-code", start, shownEnd, lead, ". Write `/* */`.", { replaceWith: "/* */" });
  }

  onlyStars(start: number, end: number): void {
    this.#refuse(
      "empty-comment",
      start,
      end,
      "The compiler does not take this for a comment: between `/*` and `*/` must be something other than stars. Write `/* */` or remove it.",
      { replaceWith: "/* */" },
    );
  }

  unterminatedComment(start: number, end: number, severity: "error" | "warning"): void {
    const lead = "This comment is never closed; everything behind it is lost";
    const shownEnd = Math.min(start + 3, end);
    const problem = this.#drop("unterminated-comment", start, shownEnd, lead, ". Add `*/` where it should end.");
    this.#weigh(problem, severity);
  }

  unterminatedString(start: number, end: number, severity: "error" | "warning"): void {
    const quote = this.#text.charAt(start);
    const lead = `The string that starts here has no closing \`${quote}\`; everything behind it is lost`;
    const shownEnd = firstLineEnd(this.#text, start, end);
    const problem = this.#drop("unterminated-string", start, shownEnd, lead, ". Add the quote where it should end.");
    this.#weigh(problem, severity);
    if (severity === "error") this.#openStrings.add(start);
  }

  /** More than the reference's prediction loop can look ahead: it stops with `DFA bang!`. */
  tooLong(start: number, end: number, what: string, limit: number): void {
    this.#refuse(
      "reference-compiler-limit",
      start,
      firstLineEnd(this.#text, start, end),
      `${what} may have at most ${limit} characters: the compiler crashes on a longer one. Split or shorten it.`,
    );
  }

  #refuse(rule: RuleId, start: number, end: number, message: string, data?: SyntaxProblem["data"]): void {
    const problem: Mutable = { rule, severity: "error", start, end, message };
    if (data !== undefined) problem.data = data;
    this.#list.push(problem);
  }

  #drop(
    rule: RuleId,
    start: number,
    end: number,
    lead: Dropped["lead"],
    rest: string,
    data?: SyntaxProblem["data"],
  ): Mutable {
    this.#droppedCount++;
    const shown = this.#droppedCount <= MOST_SHOWN;
    const problem: Mutable = { rule, severity: "warning", start, end, message: shown ? `${said(lead)}${rest}` : "" };
    if (data !== undefined) problem.data = data;
    if (this.#droppedCount === MOST_SHOWN) {
      problem.message += " Further ones are not shown; is this a text file at all?";
    }
    if (shown) this.#list.push(problem);
    else this.#unlisted.add(problem);
    this.#dropped.set(start, { problem, lead });
    return problem;
  }

  /** An error is always shown. */
  #weigh(problem: Mutable, severity: "error" | "warning"): void {
    problem.severity = severity;
    if (severity === "error" && this.#unlisted.delete(problem)) this.#list.push(problem);
  }
}

function said(lead: Dropped["lead"]): string {
  return typeof lead === "string" ? lead : lead();
}

function returnMessage(count: number): string {
  const many = count === 1 ? "a carriage return" : `${count} carriage returns`;
  return (
    `The file has ${many} (Windows line ends): the compiler prints an error for each and drops it, though it goes on. Save the file ` +
    "with LF line ends."
  );
}
