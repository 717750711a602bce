/**
 * Who holds what, by the function that acquired it: what the code lenses over an `.api` say.
 *
 * Pure. In: the store. Out: one entry for each function of each `.api` through which something is held now.
 */
import type { SessionsStore } from "./store.ts";
import { plural } from "./words.ts";

export interface Acquired {
  /** Absolute path. */
  readonly api: string;
  readonly function: string;
  readonly type: string;
  readonly count: number;
  /** Sessions that hold some, oldest first. */
  readonly sessions: readonly number[];
}

export function acquiredIn(store: SessionsStore): readonly Acquired[] {
  const found = new Map<string, { api: string; function: string; type: string; count: number; sessions: number[] }>();
  for (const { id, api } of store.services()) {
    if (api === null) continue;
    for (const session of store.open(id)) {
      for (const { acquiredBy, type } of session.held) {
        const key = JSON.stringify([api, acquiredBy, type]);
        const entry = found.get(key) ?? { api, function: acquiredBy, type, count: 0, sessions: [] };
        entry.count += 1;
        if (entry.sessions.at(-1) !== session.id) entry.sessions.push(session.id);
        found.set(key, entry);
      }
    }
  }
  return [...found.values()];
}

/** `2 clients hold 3 Job`. */
export function acquiredSummary({ count, type, sessions }: Acquired): string {
  return `${plural(sessions.length, "client holds", "clients hold")} ${count} ${type}`;
}
