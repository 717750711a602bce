/** A snapshot kept up to date by changes: what a reader of the inspector has to do. Pure. */
import type { ServiceFacts, SessionFacts, SessionsChange, SessionsSnapshot, WaitingFacts } from "../sessions/facts.ts";

export class SessionStore {
  readonly #services = new Map<number, ServiceFacts>();
  readonly #sessions = new Map<number, SessionFacts>();
  readonly #waiting = new Map<number, WaitingFacts>();

  constructor({ services, waiting, ended }: SessionsSnapshot) {
    for (const { sessions, ...service } of services) {
      this.#services.set(service.id, service);
      for (const each of sessions) this.#sessions.set(each.id, each);
    }
    // Kept in the order they ended, newest last.
    for (const each of ended.toReversed()) this.#sessions.set(each.id, each);
    for (const each of waiting) this.#waiting.set(each.id, each);
  }

  take(change: SessionsChange): void {
    for (const each of change.services) this.#services.set(each.id, each);
    for (const id of change.removedServices) this.#services.delete(id);
    for (const each of change.waiting) this.#waiting.set(each.id, each);
    for (const id of change.removedWaiting) this.#waiting.delete(id);
    for (const id of change.removedSessions) this.#sessions.delete(id);
    for (const each of change.sessions) {
      const before = this.#sessions.get(each.id);
      // What has just ended moves to the end; everything else keeps its place.
      if (each.end !== null && before?.end === null) this.#sessions.delete(each.id);
      this.#sessions.set(each.id, each);
    }
  }

  get snapshot(): SessionsSnapshot {
    const sessions = [...this.#sessions.values()];
    return {
      services: [...this.#services.values()].map((service) => ({
        ...service,
        sessions: sessions.filter((each) => each.end === null && each.service === service.id),
      })),
      waiting: [...this.#waiting.values()],
      ended: sessions.filter((each) => each.end !== null).toReversed(),
    };
  }
}
