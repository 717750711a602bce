/**
 * Tells that one of some files has changed.
 *
 * In: paths, added one by one. Out: one call for a burst of changes, when it has settled. It watches folders, not files, because editors save by
 * putting a new file in the place of the old one. Always holds: a file that cannot be watched is not an error.
 */
import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import { stampOf } from "../interfaces/stamp.ts";

/** Milliseconds in which the changes of one save come together. */
const SETTLING_TIME = 50;

export class FileWatch {
  readonly #onChange: () => void;
  readonly #stamps = new Map<string, string>();
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  add(file: string): void {
    if (this.#stamps.has(file)) return;
    this.#stamps.set(file, stampOf(file));
    const folder = path.dirname(file);
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#settle());
      watcher.on("error", () => watcher.close());
      this.#watchers.set(folder, watcher);
    } catch {
      // No watch is left: the user restarts by hand.
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #settle(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const changed = [...this.#stamps].filter(([file, stamp]) => stampOf(file) !== stamp);
      for (const [file] of changed) this.#stamps.set(file, stampOf(file));
      if (changed.length > 0) this.#onChange();
    }, SETTLING_TIME).unref();
  }
}
