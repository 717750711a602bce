/** How many calls become spans: so many a second, saved up for a short burst. The rest is counted only. */
const SPANS_PER_SECOND = 500;

export class CallBudget {
  readonly #now: () => number;
  #left = SPANS_PER_SECOND;
  #since: number;

  /** `now`: milliseconds that never go back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  take(): boolean {
    if (this.#left < 1) {
      const now = this.#now();
      this.#left = Math.min(SPANS_PER_SECOND, this.#left + ((now - this.#since) * SPANS_PER_SECOND) / 1000);
      this.#since = now;
    }
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
