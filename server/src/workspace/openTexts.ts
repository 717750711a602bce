/**
 * What the user sees: the texts an editor holds, over the files on disk.
 *
 * An open text answers for its path and for every symlink to the same file. Opening, changing and closing are the only changes;
 * each gives the path a version it never had before, so a result kept for an older version can never be taken for a newer one.
 */
import { DiskFiles, maximumFileSize } from "./diskFiles.ts";
import type { FileProblem, Files, TextFile } from "./files.ts";
import { isUri } from "./paths.ts";

export class OpenTexts implements Files {
  readonly #disk: DiskFiles;
  readonly #open = new Map<string, TextFile | FileProblem>();
  /** Real path to the path under which it is open. */
  readonly #openByRealPath = new Map<string, string>();
  #changes = 0;

  constructor(disk: DiskFiles = new DiskFiles()) {
    this.#disk = disk;
  }

  beginTurn(): void {
    this.#disk.beginTurn();
  }

  /** Opens a text or replaces it. */
  set(path: string, text: string): void {
    this.#changes++;
    if (!this.#open.has(path) && !isUri(path)) {
      this.#openByRealPath.set(this.#disk.realPath(path), path);
    }
    this.#open.set(path, text.length > maximumFileSize ? "tooLarge" : { path, text, version: `open:${this.#changes}` });
  }

  close(path: string): void {
    this.#open.delete(path);
    for (const [real, open] of this.#openByRealPath) {
      if (open === path) {
        this.#openByRealPath.delete(real);
      }
    }
  }

  openPaths(): readonly string[] {
    return [...this.#open.keys()];
  }

  read(path: string): TextFile | FileProblem {
    const open = this.#openAt(path);
    if (open === undefined) {
      return isUri(path) ? "missing" : this.#disk.read(path);
    }
    return typeof open === "string" || open.path === path ? open : { ...open, path };
  }

  isFile(path: string): boolean {
    return this.#open.has(path) || (!isUri(path) && this.#disk.isFile(path));
  }

  isDirectory(path: string): boolean {
    return !isUri(path) && this.#disk.isDirectory(path);
  }

  list(folder: string): readonly { readonly name: string; readonly directory: boolean }[] {
    return isUri(folder) ? [] : this.#disk.list(folder);
  }

  isOpen(path: string): boolean {
    return this.#openAt(path) !== undefined;
  }

  /** One name for one file, whatever symlinks lead to it. */
  realPath(path: string): string {
    return isUri(path) ? path : this.#disk.realPath(path);
  }

  #openAt(path: string): TextFile | FileProblem | undefined {
    const open = this.#open.get(path);
    if (open !== undefined || this.#openByRealPath.size === 0 || isUri(path)) {
      return open;
    }
    const other = this.#openByRealPath.get(this.#disk.realPath(path));
    return other === undefined ? undefined : this.#open.get(other);
  }
}
