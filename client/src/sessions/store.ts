/**
 * The sessions as the runtime reports them, kept true by its changes. No VS Code in here.
 *
 * In: a snapshot, then changes by revision. Out: services with their open sessions, waiting clients, ended sessions, all in a stable order. A
 * change whose revision does not follow is refused: the caller lists anew.
 */
import type {
  ServiceFacts,
  SessionFacts,
  SessionsChange,
  SessionsSnapshot,
  WaitingFacts,
} from "@legato-api/runtime/inspector-protocol";

export class SessionsStore {
  readonly #services = new Map<number, ServiceFacts>();
  readonly #sessions = new Map<number, SessionFacts>();
  readonly #waiting = new Map<number, WaitingFacts>();
  #revision = 0;

  /** Starts again from a snapshot. */
  reset(snapshot: SessionsSnapshot, revision: number): void {
    this.clear();
    this.#revision = revision;
    for (const { sessions, ...service } of snapshot.services) {
      this.#services.set(service.id, service);
      for (const session of sessions) this.#sessions.set(session.id, session);
    }
    for (const session of snapshot.ended) this.#sessions.set(session.id, session);
    for (const waiting of snapshot.waiting) this.#waiting.set(waiting.id, waiting);
  }

  clear(): void {
    this.#services.clear();
    this.#sessions.clear();
    this.#waiting.clear();
  }

  /** False when a revision is missing in between: nothing was changed then. */
  apply(change: SessionsChange): boolean {
    if (change.revision !== this.#revision + 1) return false;
    this.#revision = change.revision;
    for (const service of change.services) this.#services.set(service.id, service);
    for (const session of change.sessions) this.#sessions.set(session.id, session);
    for (const waiting of change.waiting) this.#waiting.set(waiting.id, waiting);
    for (const id of change.removedServices) this.#services.delete(id);
    for (const id of change.removedSessions) this.#sessions.delete(id);
    for (const id of change.removedWaiting) this.#waiting.delete(id);
    return true;
  }

  /** In the order they were advertised. */
  services(): readonly ServiceFacts[] {
    return [...this.#services.values()].sort((a, b) => a.id - b.id);
  }

  service(id: number): ServiceFacts | undefined {
    return this.#services.get(id);
  }

  session(id: number): SessionFacts | undefined {
    return this.#sessions.get(id);
  }

  /** Open sessions of a service, oldest first. */
  open(service: number): readonly SessionFacts[] {
    return this.#all((one) => one.end === null && one.service === service).sort((a, b) => a.id - b.id);
  }

  /** Ended sessions, newest first. */
  ended(): readonly SessionFacts[] {
    return this.#all((one) => one.end !== null).sort(
      (a, b) => (b.end?.at ?? "").localeCompare(a.end?.at ?? "") || b.id - a.id,
    );
  }

  waiting(): readonly WaitingFacts[] {
    return [...this.#waiting.values()].sort((a, b) => a.id - b.id);
  }

  counts(): { readonly open: number; readonly leaks: number; readonly waiting: number } {
    let open = 0;
    let leaks = 0;
    for (const session of this.#sessions.values()) {
      if (session.end === null) open++;
      if (session.leak === "suspect") leaks++;
    }
    return { open, leaks, waiting: this.#waiting.size };
  }

  #all(wanted: (session: SessionFacts) => boolean): SessionFacts[] {
    return [...this.#sessions.values()].filter(wanted);
  }
}
