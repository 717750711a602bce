/**
 * Offsets and lines of one text, both ways.
 *
 * In: 0-based UTF-16 offsets. Out: 0-based lines and UTF-16 characters, as the language server protocol counts them. A line ends at
 * LF, CR LF or a lone CR, so that our lines are the editor's. Any offset is answered: those outside of the text are clamped.
 */
export interface Position {
  /** 0-based. */
  readonly line: number;
  /** 0-based UTF-16 code units from the start of the line. */
  readonly character: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

export class LineMap {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    const mayHoldReturns = text.includes("\r");
    if (mayHoldReturns) {
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED)) {
          starts.push(at + 1);
        }
      }
    } else {
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** 0-based line of an offset. */
  lineAt(offset: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  positionAt(offset: number): Position {
    const clamped = Math.min(Math.max(offset, 0), this.#length);
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.lineStart(line) };
  }

  /** Offset of a position; a character behind the end of its line is taken as the end of the line's last character or break. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.#starts.length) return this.#length;
    const start = this.lineStart(position.line);
    const next = this.#starts[position.line + 1] ?? this.#length;
    return Math.min(Math.max(start + position.character, start), next);
  }

  /** Offset of the first character of a 0-based line; the text's end for lines behind the last. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }
}
