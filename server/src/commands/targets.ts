/**
 * The files a command line means: what was named, and what is below the folders that were named.
 *
 * In: the PATH arguments. Out: the absolute paths with the root around them, and each path's name for the user: as given, with what lies below
 * a folder as the folder's name and the rest. A path that does not exist is a usage error.
 */
import path from "node:path";
import { printable } from "@legato-api/language";
import { type Files, isProblem, reasonOf } from "../workspace/files.ts";
import { isWithin } from "../workspace/paths.ts";
import { UsageError } from "./commandLine.ts";

interface Target {
  readonly given: string;
  readonly path: string;
  readonly isFolder: boolean;
}

export class Targets {
  readonly #targets: readonly Target[];
  readonly #currentFolder: string;

  constructor(given: readonly string[], currentFolder: string, files: Files) {
    if (given.length === 0) {
      throw new UsageError("Name the files or folders to look at, for example '.'.");
    }
    this.#currentFolder = currentFolder;
    this.#targets = given.map((name) => {
      const absolute = path.resolve(currentFolder, name);
      const isFolder = files.isDirectory(absolute);
      if (!isFolder && !files.isFile(absolute)) {
        const answer = files.read(absolute);
        const why = isProblem(answer) && answer !== "missing" ? reasonOf(answer) : "no such file or folder";
        throw new UsageError(`${printable(name)}: ${why}.`);
      }
      return { given: name, path: absolute, isFolder };
    });
  }

  /** Absolute paths of the folders among them. */
  folders(): readonly string[] {
    return this.#targets.filter(({ isFolder }) => isFolder).map((target) => target.path);
  }

  /** Absolute paths of the files that were named one by one. */
  files(): readonly string[] {
    return this.#targets.filter(({ isFolder }) => !isFolder).map((target) => target.path);
  }

  paths(): readonly string[] {
    return this.#targets.map((target) => target.path);
  }

  includes(file: string): boolean {
    return this.#targets.some((target) => (target.isFolder ? isWithin(file, target.path) : file === target.path));
  }

  /** For text that people click on: as given, so that it can be opened from the folder they are in. */
  nameOf(file: string): string {
    for (const target of this.#targets) {
      if (target.path === file) {
        return target.given;
      }
      if (target.isFolder && isWithin(file, target.path)) {
        return path.join(target.given, path.relative(target.path, file));
      }
    }
    return path.relative(this.#currentFolder, file);
  }

  /** The same for a line that is only read: it holds nothing that steers a terminal. */
  shownNameOf(file: string): string {
    return printable(this.nameOf(file));
  }

  /** For JSON: as given, else relative to the folder checked, so that the same tree gives the same report wherever it lies. */
  portableNameOf(file: string): string {
    const named = this.#targets.find((target) => target.path === file);
    if (named !== undefined) {
      return named.given;
    }
    const [folder, ...others] = this.folders();
    return folder === undefined || others.length > 0 ? this.nameOf(file) : path.relative(folder, file);
  }
}
