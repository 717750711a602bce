/**
 * The sessions that have ended, as many as are kept.
 *
 * Always holds: the oldest is forgotten first; an id is found until it is.
 */
import type { Session } from "./session.ts";

export class History {
  readonly #capacity: number;
  /** Oldest first. */
  readonly #sessions = new Map<number, Session>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The id of the one that had to make room. */
  add(session: Session): number | undefined {
    this.#sessions.set(session.start.id, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size <= this.#capacity || oldest === undefined) return undefined;
    this.#sessions.delete(oldest);
    return oldest;
  }

  get(id: number): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Oldest first. */
  all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** Newest first, those that ended before `before` did. */
  newest(limit: number, before?: number): readonly Session[] {
    const newestFirst = this.all().toReversed();
    const from = before === undefined ? 0 : newestFirst.findIndex(({ start }) => start.id === before) + 1;
    return newestFirst.slice(from, from + limit);
  }

  /** The ids of those that were there. */
  clear(): readonly number[] {
    const ids = [...this.#sessions.keys()];
    this.#sessions.clear();
    return ids;
  }
}
