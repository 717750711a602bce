/**
 * What one session holds: resources its client was handed and has not given back.
 *
 * In: decoded responses, events and releases, in the order they passed. Out: the list, oldest first. Always holds: a resource is there
 * once however often it was handed out; the list never grows past a limit, what does not fit is only counted.
 */
import type { WireValue } from "@legato-api/language";
import type { Time } from "../directory/events.ts";
import type { JsonObject } from "../interfaces/values.ts";
import type { Handle } from "./resourceRoles.ts";

export interface Holding extends Handle {
  readonly acquiredBy: string;
  readonly arguments: JsonObject;
  readonly at: Time;
  /** False for what only a name pair suggests. */
  readonly sure: boolean;
}

/** More than any client holds in earnest; a runaway one must not take the runtime's memory. */
const MOST_TRACKED = 10_000;

export class Holdings {
  readonly #held = new Map<string, Holding>();
  #untracked = 0;
  #unnamed = 0;

  acquire(holding: Holding): void {
    const key =
      holding.value === undefined ? `${holding.resource} #${this.#unnamed++}` : keyOf(holding.resource, holding.value);
    if (this.#held.has(key)) return;
    if (this.#held.size >= MOST_TRACKED) {
      this.#untracked += 1;
      return;
    }
    this.#held.set(key, holding);
  }

  /** What went; undefined if it was not held here. No value: the last one of this resource. */
  release(resource: string, value: WireValue | undefined): Holding | undefined {
    const key = value === undefined ? this.#lastOf(resource) : keyOf(resource, value);
    const holding = key === undefined ? undefined : this.#held.get(key);
    if (key === undefined || holding === undefined) {
      this.#untracked = Math.max(0, this.#untracked - 1);
      return undefined;
    }
    this.#held.delete(key);
    return holding;
  }

  has(resource: string, value: WireValue): boolean {
    return this.#held.has(keyOf(resource, value));
  }

  get count(): number {
    return this.#held.size + this.#untracked;
  }

  /** True if something is held that a reference or the author vouches for. */
  get sure(): boolean {
    return this.#untracked > 0 || [...this.#held.values()].some(({ sure }) => sure);
  }

  /** Oldest first. */
  list(limit = Number.POSITIVE_INFINITY): readonly Holding[] {
    const first: Holding[] = [];
    for (const holding of this.#held.values()) {
      if (first.length >= limit) break;
      first.push(holding);
    }
    return first;
  }

  #lastOf(resource: string): string | undefined {
    let last: string | undefined;
    for (const [key, holding] of this.#held) {
      if (holding.resource === resource) last = key;
    }
    return last;
  }
}

function keyOf(resource: string, value: WireValue): string {
  return `${resource} ${String(value)}`;
}
