/**
 * Whether a language server that died is started again: as long as it is not dying of something that is there every time.
 *
 * The library's own rule gives up at the fifth death in three minutes. Somebody whose machine runs out of memory now and then, or who kills it to
 * look at something, wants it back; a file that it dies of would have it start for ever. So: ten in ten minutes, then the user is asked.
 */
const MOST = 10;
const WITHIN = 10 * 60_000;

export class ServerRestarts {
  #deaths: readonly number[] = [];

  /** The server has died at `now` (milliseconds). */
  mayRestart(now: number): boolean {
    this.#deaths = [...this.#deaths.filter((at) => now - at < WITHIN), now];
    return this.#deaths.length <= MOST;
  }
}
