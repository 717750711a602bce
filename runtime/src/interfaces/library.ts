/**
 * The `.api` files that the runtime knows, found by the protocol id a peer announces.
 *
 * In: folders (searched with all that is below them) and single files. Out: the file for an id; of several with the same id the one called
 * like the interface. It is kept up to date by watching the folders; `onChange` says that an answer may be another one now. Files that
 * do not compile are left out: no peer can have been built from them.
 */
import { type FSWatcher, statSync, watch } from "node:fs";
import path from "node:path";
import { type Api, lastSegment } from "./api.ts";
import { loadApi } from "./loadApi.ts";
import { apiFilesBelow } from "./scan.ts";
import { stampOf } from "./stamp.ts";

/** Milliseconds in which the changes of one save or checkout come together. */
const SETTLING_TIME = 100;

interface Entry {
  /** undefined: it does not compile, so it is tried again at each change. */
  readonly api: Api | undefined;
  readonly stamps: ReadonlyMap<string, string>;
}

export class ApiLibrary {
  readonly #folders: readonly string[];
  readonly #singles = new Set<string>();
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;

  constructor(folders: readonly string[], onChange: () => void = () => {}) {
    this.#folders = folders.map((folder) => path.resolve(folder));
    this.#onChange = onChange;
    this.#refresh();
  }

  /** `interfaceName` decides between files of the same id. */
  find(protocolId: string, interfaceName: string): Api | undefined {
    const fitting = this.#all().filter(({ protocolIds }) => protocolIds.includes(protocolId));
    return fitting.find((api) => api.interface.name === lastSegment(interfaceName)) ?? fitting[0];
  }

  /** A file outside of the folders. */
  add(file: string): void {
    const resolved = path.resolve(file);
    if (this.#entries.has(resolved) || this.#singles.has(resolved)) return;
    this.#singles.add(resolved);
    this.#watch(path.dirname(resolved));
    if (this.#refresh()) this.#onChange();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #all(): readonly Api[] {
    return [...this.#entries.values()].flatMap(({ api }) => (api === undefined ? [] : [api]));
  }

  /** True if a file was added, removed or read anew. */
  #refresh(): boolean {
    const files = new Set([...apiFilesBelow(this.#folders, (folder) => this.#watch(folder)), ...this.#singles]);
    // Projects keep what they import in other folders than the one they name to us.
    const importFolders = new Set([...this.#folders, ...[...files].map((file) => path.dirname(file))]);
    const before = this.#entries;
    const after = new Map<string, Entry>();
    let changed = false;
    for (const file of [...files].toSorted()) {
      const known = before.get(file);
      if (known?.api !== undefined && isUnchanged(known)) {
        after.set(file, known);
        continue;
      }
      const loaded = loadApi(file, [...importFolders]);
      after.set(file, {
        api: loaded.ok ? loaded.api : undefined,
        stamps: new Map((loaded.ok ? loaded.files : [file]).map((each) => [each, stampOf(each)])),
      });
      changed ||= loaded.ok || known?.api !== undefined;
    }
    changed ||= [...before.keys()].some((file) => !after.has(file));
    this.#entries = after;
    return changed;
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#settle());
      watcher.on("error", () => this.#unwatch(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // It does not exist, or no watch is left: what is known stays as it is.
    }
  }

  #unwatch(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #settle(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const folder of this.#watchers.keys()) {
        if (statSync(folder, { throwIfNoEntry: false }) === undefined) this.#unwatch(folder);
      }
      if (this.#refresh()) this.#onChange();
    }, SETTLING_TIME).unref();
  }
}

function isUnchanged({ stamps }: Entry): boolean {
  return [...stamps].every(([file, stamp]) => stampOf(file) === stamp);
}
