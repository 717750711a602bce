/**
 * Where a text holds characters above U+FFFF, which the reference lexer knows nowhere, not even in comments.
 *
 * In: a text. Out: answers about its surrogate pairs, all offsets 0-based UTF-16. Nearly every file has none, and then each question
 * costs nothing. A lone surrogate is no such character: it cannot come from a file.
 */
const ANY_PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

export class Astral {
  /** Offsets of the first unit of each pair, in order. */
  readonly #pairs: readonly number[];

  constructor(text: string) {
    const pairs: number[] = [];
    const first = text.search(ANY_PAIR);
    for (let at = first; at !== -1 && at < text.length - 1; at++) {
      if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) {
        pairs.push(at);
        at++;
      }
    }
    this.#pairs = pairs;
  }

  /** Offset of the first such character in `[from, to)`. */
  next(from: number, to: number): number | undefined {
    const pairs = this.#pairs;
    let low = 0;
    let high = pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    const found = pairs[low];
    return found !== undefined && found < to ? found : undefined;
  }

  is(offset: number): boolean {
    return this.next(offset, offset + 1) !== undefined;
  }

  /** How many UTF-16 units the character at `offset` has. */
  unitsAt(offset: number): 1 | 2 {
    return this.#pairs.length > 0 && this.is(offset) ? 2 : 1;
  }
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
