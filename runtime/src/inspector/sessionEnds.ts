/**
 * Waits for the end of a client's session, and for what a TypeScript service says of it afterwards.
 *
 * In: ends, reports of services, deaths of services. Out: promises. Always holds: each promise settles: with the report, or without it
 * when nobody is left to give it.
 */
export class SessionEnds {
  readonly #waiting = new Map<number, Set<(session: number) => void>>();
  /** Sessions that have ended and whose service has not said anything yet, with the service's pid. */
  readonly #unreported = new Map<number, { readonly server: number; readonly clientPid: number }>();

  /** Resolves with the session's id. */
  of(clientPid: number): Promise<number> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(clientPid) ?? new Set();
      waiting.add(resolve);
      this.#waiting.set(clientPid, waiting);
    });
  }

  /** `reporting`: the pid of a service that will tell what it did; undefined: nobody will. */
  ended(session: number, clientPid: number, reporting: number | undefined): void {
    if (!this.#waiting.has(clientPid)) return;
    if (reporting === undefined) this.#settle(session, clientPid);
    else this.#unreported.set(session, { server: reporting, clientPid });
  }

  reported(session: number): void {
    const unreported = this.#unreported.get(session);
    this.#unreported.delete(session);
    if (unreported !== undefined) this.#settle(session, unreported.clientPid);
  }

  serviceGone(server: number): void {
    for (const [session, unreported] of this.#unreported) {
      if (unreported.server === server) this.reported(session);
    }
  }

  #settle(session: number, clientPid: number): void {
    const waiting = this.#waiting.get(clientPid) ?? [];
    this.#waiting.delete(clientPid);
    for (const resolve of waiting) resolve(session);
  }
}
