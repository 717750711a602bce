/**
 * What changed since a reader last looked: ids, each once however often it changed.
 *
 * Whether a thing was put or removed shows when its id is looked up. Each reader has its own; without readers nothing is kept.
 */
export class Changes {
  services = new Set<number>();
  sessions = new Set<number>();
  waiting = new Set<number>();
  revision = 0;

  get empty(): boolean {
    return this.services.size + this.sessions.size + this.waiting.size === 0;
  }

  /** What there was, under the next revision; from now on nothing. */
  take() {
    this.revision += 1;
    const { services, sessions, waiting, revision } = this;
    this.services = new Set();
    this.sessions = new Set();
    this.waiting = new Set();
    return { services, sessions, waiting, revision };
  }
}

/** Hands each change to every reader. */
export class Readers {
  readonly #readers = new Set<Changes>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  add(reader: Changes): void {
    this.#readers.add(reader);
  }

  remove(reader: Changes): void {
    this.#readers.delete(reader);
  }

  mark(kind: "services" | "sessions" | "waiting", id: number): void {
    if (this.#readers.size === 0) return;
    for (const reader of this.#readers) reader[kind].add(id);
    this.#onChange();
  }
}
