/**
 * What the scanner has to say, collected so that the parser can give a dropped character its real weight.
 *
 * In: places (0-based UTF-16 offsets) and what was met there. Out: problems in text order. The reference lexer never fails: all it
 * drops is a warning, until the parser stumbles right behind it and calls `blame`, which makes that one warning the error.
 */
import type { RuleId } from "../rules.ts";
import type { SyntaxProblem } from "./tree.ts";

type Mutable = { -readonly [K in keyof SyntaxProblem]: SyntaxProblem[K] };

/** A problem that may become an error: what its message starts with then, without a full stop. */
interface Dropped {
  readonly problem: Mutable;
  readonly lead: string | (() => string);
}

/** So many unexpected characters are shown one by one; a binary file has hundreds of thousands. */
const SHOWN_CHARACTERS = 100;

/** Code that was meant as comment: from a character that ended the comment to where its author meant it to end. */
interface Remnant {
  readonly start: number;
  readonly end: number;
}

export class ScanProblems {
  readonly #text: string;
  readonly #list: Mutable[] = [];
  /** Problems of dropped text by the offset where the text starts: what can be blamed for a syntax error behind it. */
  readonly #dropped = new Map<number, Dropped>();
  readonly #remnants: Remnant[] = [];
  readonly #openStrings = new Set<number>();
  /** Known for `blame` only, which then is the one place that shows them. */
  readonly #unlisted = new Set<Mutable>();
  #firstReturn: Mutable | undefined;
  #returns = 0;
  #unexpectedCount = 0;

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
    const { problem, lead } = dropped;
    if (problem.severity === "warning") {
      problem.severity = "error";
      const said = typeof lead === "string" ? lead : lead();
      problem.message = `${said}, and what is left is not valid: ${consequence}`;
      if (this.#unlisted.delete(problem)) this.#list.push(problem);
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
      this.#drop("byte-order-mark", start, end, lead, ". Save the file as UTF-8 without one.");
      return;
    }
    this.#unexpectedCount++;
    const lead = () =>
      `Unexpected ${describe(text, start, end)}: the compiler drops ${end - start === 1 ? "it" : "them"}`;
    if (this.#unexpectedCount > SHOWN_CHARACTERS) {
      const problem: Mutable = { rule: "unexpected-character", severity: "warning", start, end, message: "" };
      this.#dropped.set(start, { problem, lead });
      this.#unlisted.add(problem);
      return;
    }
    const word = text.charCodeAt(start) === 95 ? " Names start with a letter." : "";
    const last =
      this.#unexpectedCount === SHOWN_CHARACTERS ? " Further ones are not shown; is this a text file at all?" : "";
    const rest = ` and reads on as if nothing were there.${word} Remove ${end - start === 1 ? "it" : "them"}.${last}`;
    this.#drop("unexpected-character", start, end, lead(), rest);
  }

  /** Characters above U+FFFF from `start` on; `tokenStart` is where the token began that they broke. */
  astral(start: number, severity: "error" | "warning", tokenStart = start, end = start + 2): void {
    const lead =
      `The compiler cannot read ${describe(this.#text, start, end)}: characters above U+FFFF are not allowed, not even in comments, and ` +
      "what follows is read as code";
    const problem = this.#drop("character-above-ffff", start, end, lead, ". Remove it or write it another way.");
    problem.severity = severity;
    if (tokenStart !== start) this.#dropped.set(tokenStart, { problem, lead });
  }

  brokenScope(start: number, dot: number, end: number): void {
    const name = this.#text.slice(start, dot);
    if (this.#text.charCodeAt(dot + 1) === 46) {
      this.#drop(
        "range-without-spaces",
        start,
        end,
        `\`${name}..\` is not read as a range: the compiler takes \`${name}.\` for the start of an imported name and drops it with the ` +
          "second dot",
        `. Put a space before the dots: \`${name} ..\`.`,
        { insertSpaceAt: dot },
      );
      return;
    }
    this.#drop(
      "incomplete-name",
      start,
      end,
      `\`${name}.\` must be followed directly by the name of something in the import \`${name}\`; the compiler drops it together with the ` +
        "next character",
      ". Complete the name, without spaces around the dot.",
    );
  }

  loneDot(start: number, end: number): void {
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

  emptyDoc(start: number, end: number, closed: boolean): void {
    const text = this.#text;
    const swallowed = closed ? "runs to the next `*/`" : "is never closed";
    const lead = `\`/**/\` is no empty comment: it opens a documentation comment that ${swallowed}, and all text between is lost`;
    this.#drop("comment-swallows-code", start, Math.min(start + 4, text.length), lead, ". Write `/* */`.", { end });
  }

  onlyStars(start: number, end: number): void {
    this.#list.push({
      rule: "empty-comment",
      severity: "error",
      start,
      end,
      message:
        "The compiler does not take this for a comment: between `/*` and `*/` must be something other than stars. Write `/* */` or remove it.",
    });
  }

  unterminatedComment(start: number, end: number, severity: "error" | "warning"): void {
    const lead = "This comment is never closed; everything behind it is lost";
    const problem = this.#drop(
      "unterminated-comment",
      start,
      Math.min(start + 3, end),
      lead,
      ". Add `*/` where it should end.",
    );
    problem.severity = severity;
  }

  unterminatedString(start: number, end: number, severity: "error" | "warning"): void {
    const lead = `The string that starts here has no closing \`${this.#text.charAt(start)}\`; everything behind it is lost`;
    const problem = this.#drop(
      "unterminated-string",
      start,
      firstLineEnd(this.#text, start, end),
      lead,
      ". Add the quote where it should end.",
    );
    problem.severity = severity;
    if (severity === "error") this.#openStrings.add(start);
  }

  /** More than the reference's prediction loop can look ahead: it stops with `DFA bang!`. */
  tooLong(start: number, end: number, what: string, limit: number): void {
    this.#list.push({
      rule: "reference-compiler-limit",
      severity: "error",
      start,
      end: firstLineEnd(this.#text, start, end),
      message: `${what} may have at most ${limit.toLocaleString("en")} characters: the compiler crashes on a longer one. Split or shorten it.`,
    });
  }

  #drop(rule: RuleId, start: number, end: number, lead: string, rest: string, data?: SyntaxProblem["data"]): Mutable {
    const problem: Mutable = { rule, severity: "warning", start, end, message: `${lead}${rest}` };
    if (data !== undefined) problem.data = data;
    this.#list.push(problem);
    this.#dropped.set(start, { problem, lead });
    return problem;
  }
}

function returnMessage(count: number): string {
  const many = count === 1 ? "a carriage return" : `${count.toLocaleString("en")} carriage returns`;
  return (
    `The file has ${many} (Windows line ends): the compiler prints an error for each and drops it, though it goes on. Save the file ` +
    "with LF line ends."
  );
}

function firstLineEnd(text: string, start: number, end: number): number {
  const lineBreak = text.indexOf("\n", start);
  return lineBreak === -1 || lineBreak > end ? end : lineBreak;
}

/** A run of characters in words: `character '#'`, `character U+0000`, `characters 'éè'`. */
function describe(text: string, start: number, end: number): string {
  const shown = [...text.slice(start, Math.min(end, start + 24))];
  if (shown.length === 1) return `character ${quoteOrNumber(shown[0] ?? "")}`;
  const printable = shown.every((character) => /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character));
  if (printable) return `characters \`${shown.slice(0, 12).join("")}${shown.length > 12 ? "…" : ""}\``;
  return `characters ${shown.slice(0, 4).map(quoteOrNumber).join(", ")}${shown.length > 4 ? ", …" : ""}`;
}

function quoteOrNumber(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  if (!/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return number;
  return character.charCodeAt(0) < 128 ? `\`${character}\`` : `\`${character}\` (${number})`;
}
