/**
 * Safe references for services: odd numbers that stand for values, as `le_ref` hands them out.
 *
 * Always holds: a number is given out once in the life of the process, over all maps, so an old reference is never mistaken for a new one.
 * Which of them still stand for something is known here, so that the service's host can tell what was freed when a client has gone.
 */
import type { References } from "./public.ts";

/** Easy to tell from an index in a log. */
const FIRST = 0x1001;
let next = FIRST;
const alive = new Set<number>();

class ReferenceMap<V> implements References<V> {
  readonly #values = new Map<number, V>();

  create(value: V): number {
    const reference = next;
    next += 2;
    alive.add(reference);
    this.#values.set(reference, value);
    return reference;
  }

  get(reference: number): V | undefined {
    return this.#values.get(reference);
  }

  delete(reference: number): boolean {
    if (!this.#values.delete(reference)) return false;
    alive.delete(reference);
    return true;
  }

  get size(): number {
    return this.#values.size;
  }

  [Symbol.iterator](): Iterator<[number, V]> {
    return this.#values.entries();
  }
}

export function references<V>(): References<V> {
  return new ReferenceMap<V>();
}

/** Whether it stands for something; undefined: no map has given it out, so nobody here can tell. */
export function isAlive(reference: number): boolean | undefined {
  if (alive.has(reference)) return true;
  return reference >= FIRST && reference < next && (reference - FIRST) % 2 === 0 ? false : undefined;
}
