/**
 * Lets others have their turn in the middle of reading a component: what waited for the event loop is served before the next piece.
 *
 * Texts may be others afterwards, and syntax trees may be gone: nothing that was on loan before may be used behind it.
 */
const turnMilliseconds = 8;

export class Breath {
  #turnEnds = performance.now() + turnMilliseconds;

  /** Waits two rounds of the event loop where the turn is used up: a message is read in the first and answered before the second. */
  async take(): Promise<void> {
    if (performance.now() < this.#turnEnds) return;
    await new Promise((done) => setImmediate(() => setImmediate(done)));
    this.#turnEnds = performance.now() + turnMilliseconds;
  }
}
