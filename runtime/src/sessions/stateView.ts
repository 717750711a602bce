/**
 * The state as readers get it: whole, or what changed since a reader last took.
 *
 * In: the state that the registry keeps. Out: facts (facts.ts), ready to be sent. Changes nothing.
 */
import type { Changes } from "./changes.ts";
import type { ServiceFacts, SessionFacts, SessionsChange, SessionsSnapshot } from "./facts.ts";
import type { Service } from "./service.ts";
import type { SessionsState } from "./state.ts";
import { serviceFacts, sessionFacts, waitingFacts } from "./view.ts";

/** Held resources shown of each session where many sessions are shown. */
const HELD_IN_LISTS = 100;

export class StateView {
  readonly #state: SessionsState;

  constructor(state: SessionsState) {
    this.#state = state;
  }

  snapshot(ended: number): SessionsSnapshot {
    const { services, waiting } = this.#state;
    return {
      services: [...services.values()].map((service) => ({
        ...this.#service(service),
        sessions: [...service.sessions].flatMap((id) => this.session(id, HELD_IN_LISTS) ?? []),
      })),
      waiting: [...waiting.values()].map(waitingFacts),
      ended: this.history(ended),
    };
  }

  history(limit: number, before?: number): readonly SessionFacts[] {
    return this.#state.ended.newest(limit, before).map((session) => sessionFacts(session, HELD_IN_LISTS));
  }

  session(id: number, heldLimit: number): SessionFacts | undefined {
    const session = this.#state.session(id);
    return session && sessionFacts(session, heldLimit);
  }

  /** What this reader has not taken yet, and takes now; undefined: nothing. */
  take(reader: Changes): SessionsChange | undefined {
    if (reader.empty) return undefined;
    const state = this.#state;
    const { services, sessions, waiting, revision } = reader.take();
    return {
      revision,
      services: [...services].flatMap((id) => state.services.get(id) ?? []).map((service) => this.#service(service)),
      sessions: [...sessions].flatMap((id) => this.session(id, HELD_IN_LISTS) ?? []),
      waiting: [...waiting].flatMap((id) => state.waiting.get(id) ?? []).map(waitingFacts),
      removedServices: [...services].filter((id) => !state.services.has(id)),
      removedSessions: [...sessions].filter((id) => state.session(id) === undefined),
      removedWaiting: [...waiting].filter((id) => !state.waiting.has(id)),
    };
  }

  #service(service: Service): ServiceFacts {
    return serviceFacts(service, this.#state.closeHandlerOf(service));
  }
}
