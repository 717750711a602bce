/**
 * Which `.api` files, Component.cdef files and C sources there are below the workspace's folders.
 *
 * Filled by walking the folders (names only, nothing is opened), a slice at a time so that nobody waits; kept true by what watchers and the
 * editor report. Symlinked folders are followed once; a file reached by several names is listed under one. Folders that cannot be
 * read are said in the log. Hidden folders and node_modules hold no sources of the user and are left out.
 */
import path from "node:path";
import { listFolder } from "./diskFiles.ts";
import { reasonOf } from "./files.ts";
import { ancestorsOf, isWithin } from "./paths.ts";

export interface IndexOptions {
  /** Absolute paths; files and folders for which nothing should be said. */
  readonly isExcluded: (path: string) => boolean;
  readonly realPath: (path: string) => string;
  readonly log: (line: string) => void;
}

export class WorkspaceIndex {
  readonly #options: IndexOptions;
  readonly #apis = new PathSet();
  readonly #definitions = new PathSet();
  readonly #sources = new PathSet();
  #folders: readonly string[] = [];
  #revision = 0;
  #visited = new Set<string>();
  #pending: string[] = [];
  readonly #unreadable = new Set<string>();

  constructor(options: IndexOptions) {
    this.#options = options;
  }

  /** Absolute paths of folders met so far whose files nobody could list. */
  unreadable(): readonly string[] {
    return [...this.#unreadable].sort();
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  /** Grows whenever a file comes or goes. */
  get revision(): number {
    return this.#revision;
  }

  /** False while folders wait to be walked: a name that is not found may still turn up. */
  get isComplete(): boolean {
    return this.#pending.length === 0;
  }

  /** Starts again with these folders; `walk` does the work. */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#visited = new Set();
    this.#unreadable.clear();
    this.#pending = [...folders].reverse();
    this.#apis.clear();
    this.#definitions.clear();
    this.#sources.clear();
    this.#revision++;
  }

  /** True for a folder that no walk comes to: it, or one around it inside of the workspace, is hidden, node_modules, or excluded. */
  leavesOut(folder: string): boolean {
    const around = this.#folders.find((one) => isWithin(folder, one));
    const steps = around === undefined ? [] : path.relative(around, folder).split(path.sep);
    return steps.some(isLeftOut) || this.#options.isExcluded(folder);
  }

  /** Walks a folder again or for the first time: one that was created, or moved here. */
  addFolder(folder: string): void {
    const real = this.#options.realPath(folder);
    for (const visited of this.#visited) {
      if (isWithin(visited, real)) {
        this.#visited.delete(visited);
      }
    }
    this.#pending.push(folder);
  }

  /** Walks folders until `shouldStop` or the end; true when complete. */
  walk(shouldStop: () => boolean = () => false): boolean {
    for (let folder = this.#pending.pop(); folder !== undefined; folder = this.#pending.pop()) {
      this.#walkFolder(folder);
      if (shouldStop()) {
        break;
      }
    }
    return this.isComplete;
  }

  /** Says that a file exists. True when that is news. */
  addFile(file: string): boolean {
    const set = this.#setFor(file);
    const added = set !== undefined && !this.#options.isExcluded(file) && set.add(file);
    if (added) {
      this.#revision++;
    }
    return added;
  }

  /** Says that files or folders are gone; the files that were known there. */
  removeAll(gone: ReadonlySet<string>): readonly string[] {
    if (gone.size === 0) {
      return [];
    }
    const removed = [...this.apis(), ...this.componentDefinitions(), ...this.sources()].filter((file) =>
      isGone(file, gone),
    );
    for (const file of removed) {
      this.#setFor(file)?.delete(file);
    }
    this.#revision += removed.length;
    return removed;
  }

  has(file: string): boolean {
    return this.#setFor(file)?.has(file) ?? false;
  }

  apisNamed(fileName: string): readonly string[] {
    return this.#apis.named(fileName);
  }

  apis(): readonly string[] {
    return this.#apis.all();
  }

  componentDefinitions(): readonly string[] {
    return this.#definitions.all();
  }

  /** C and C++ sources and headers, of components or not: what "find all references" looks through. */
  sources(): readonly string[] {
    return this.#sources.all();
  }

  #setFor(file: string): PathSet | undefined {
    if (file.endsWith(".api")) {
      return this.#apis;
    }
    if (path.basename(file) === "Component.cdef") {
      return this.#definitions;
    }
    return isCSource(file) ? this.#sources : undefined;
  }

  #walkFolder(folder: string): void {
    const { realPath, isExcluded, log } = this.#options;
    const real = realPath(folder);
    if (this.#visited.has(real)) {
      return;
    }
    this.#visited.add(real);
    const entries = listFolder(folder);
    this.#unreadable.delete(folder);
    if (typeof entries === "string") {
      if (entries !== "missing") {
        this.#unreadable.add(folder);
        log(`${folder} cannot be read (${reasonOf(entries)}): the files in it are not known.`);
      }
      return;
    }
    const subfolders: string[] = [];
    for (const { name, directory, link } of entries) {
      const entry = path.join(folder, name);
      if (directory) {
        if (!isLeftOut(name) && !isExcluded(entry)) {
          subfolders.push(entry);
        }
      } else if (this.#setFor(name) !== undefined && !(link && this.#isListedElsewhere(entry))) {
        this.addFile(entry);
      }
    }
    this.#pending.push(...subfolders.reverse());
  }

  /** A symlink to a file inside the workspace: that file is listed under its own name. */
  #isListedElsewhere(entry: string): boolean {
    const real = this.#options.realPath(entry);
    return real !== entry && this.#folders.some((folder) => isWithin(real, folder));
  }
}

/** By its ending, as compilers tell it. */
function isCSource(file: string): boolean {
  return /\.(?:c|h|cc|cpp|cxx|hh|hpp|hxx)$/i.test(file);
}

function isLeftOut(folderName: string): boolean {
  return folderName.startsWith(".") || folderName === "node_modules";
}

function isGone(file: string, gone: ReadonlySet<string>): boolean {
  return gone.has(file) || ancestorsOf(path.dirname(file)).some((folder) => gone.has(folder));
}

/** Absolute paths, found again by base name. */
class PathSet {
  readonly #byName = new Map<string, Set<string>>();
  readonly #all = new Set<string>();

  add(file: string): boolean {
    if (this.#all.has(file)) {
      return false;
    }
    this.#all.add(file);
    const name = path.basename(file);
    const same = this.#byName.get(name);
    if (same === undefined) {
      this.#byName.set(name, new Set([file]));
    } else {
      same.add(file);
    }
    return true;
  }

  delete(file: string): void {
    this.#all.delete(file);
    this.#byName.get(path.basename(file))?.delete(file);
  }

  has(file: string): boolean {
    return this.#all.has(file);
  }

  clear(): void {
    this.#all.clear();
    this.#byName.clear();
  }

  named(name: string): readonly string[] {
    return [...(this.#byName.get(name) ?? [])];
  }

  all(): readonly string[] {
    return [...this.#all];
  }
}
