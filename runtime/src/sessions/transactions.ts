/**
 * The requests of one session that have no response yet.
 *
 * Always holds: bounded; when a client sends more than the limit without an answer the oldest is given up, which is counted.
 */
const MOST_PENDING = 1024;

export class Transactions<T> {
  readonly #pending = new Map<number, T>();
  #forgotten = 0;

  /** What was pending under this id or had to make room: it will not be answered any more. */
  begin(id: number, call: T): T | undefined {
    const replaced = this.#pending.get(id);
    this.#pending.delete(id);
    this.#pending.set(id, call);
    if (replaced !== undefined || this.#pending.size <= MOST_PENDING) return replaced;
    const [oldest] = this.#pending;
    if (oldest === undefined) return undefined;
    this.#pending.delete(oldest[0]);
    this.#forgotten += 1;
    return oldest[1];
  }

  end(id: number): T | undefined {
    const call = this.#pending.get(id);
    if (call === undefined) {
      this.#forgotten = Math.max(0, this.#forgotten - 1);
    } else {
      this.#pending.delete(id);
    }
    return call;
  }

  get(id: number): T | undefined {
    return this.#pending.get(id);
  }

  get count(): number {
    return this.#pending.size + this.#forgotten;
  }

  /** Oldest first; none is left afterwards. */
  drain(): readonly T[] {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    this.#forgotten = 0;
    return all;
  }
}
