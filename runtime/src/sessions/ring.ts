/** The last so many of something, oldest first; adding one to a full ring drops the oldest. */
export class Ring<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #start = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What was dropped to make room. */
  push(item: T): T | undefined {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return undefined;
    }
    const dropped = this.#items[this.#start];
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.#capacity;
    return dropped;
  }

  get size(): number {
    return this.#items.length;
  }

  clear(): readonly T[] {
    const all = this.toArray();
    this.#items = [];
    this.#start = 0;
    return all;
  }

  toArray(): readonly T[] {
    return [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)];
  }
}
