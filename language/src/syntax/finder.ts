/**
 * Where a piece of text comes next, remembering the last answer: a text full of openings must not be searched to its end for each.
 *
 * In: offsets that mostly grow. Out: 0-based UTF-16 offsets, -1 for none.
 */
export class Finder {
  readonly #text: string;
  readonly #piece: string;
  #from = 0;
  #found: number;

  constructor(text: string, piece: string) {
    this.#text = text;
    this.#piece = piece;
    this.#found = text.indexOf(piece);
  }

  /** Offset of the first occurrence at or behind `from`. */
  next(from: number): number {
    if (from < this.#from || (this.#found !== -1 && this.#found < from)) {
      this.#found = this.#text.indexOf(this.#piece, from);
      this.#from = from;
    }
    return this.#found;
  }
}
