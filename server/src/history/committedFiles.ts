/**
 * The `.api` files of a repository as a commit has them; all other files as they are now.
 *
 * In: the texts of a commit, and the files of today. Out: `Files`, so that a check of an old text takes in the old imports. A file that came later is
 * missing here, whatever lies on disk; one in a repository of its own within this one is today's.
 */
import path from "node:path";
import type { FileProblem, Files, TextFile } from "../workspace/files.ts";
import { isWithin } from "../workspace/paths.ts";
import { type Repository, repositoryOf } from "./repositories.ts";

export interface FilesWithRealPaths extends Files {
  realPath(path: string): string;
}

export class CommittedFiles implements Files {
  readonly commit: string;
  readonly #repository: Repository;
  readonly #texts: ReadonlyMap<string, TextFile>;
  readonly #byName = new Map<string, string[]>();
  readonly #today: FilesWithRealPaths;

  /** `texts`: by path from the top of the repository, with `/` between names. */
  constructor(repository: Repository, commit: string, texts: ReadonlyMap<string, string>, today: FilesWithRealPaths) {
    this.commit = commit;
    this.#repository = repository;
    this.#today = today;
    this.#texts = new Map(
      [...texts].map(([name, text]) => {
        const file = path.join(repository.root, name);
        return [file, { path: file, text, version: commit }];
      }),
    );
    for (const file of this.#texts.keys()) {
      const name = path.basename(file);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), file]);
    }
  }

  /** True when the commit has this file. */
  has(path: string): boolean {
    return this.#committed(path) !== undefined;
  }

  /** Files of the commit with this base name. */
  named(name: string): readonly string[] {
    return this.#byName.get(name) ?? [];
  }

  read(path: string): TextFile | FileProblem {
    const committed = this.#committed(path);
    if (committed !== undefined) {
      return { ...committed, path };
    }
    return this.#isLater(path) ? "missing" : this.#today.read(path);
  }

  isFile(path: string): boolean {
    return this.has(path) || (!this.#isLater(path) && this.#today.isFile(path));
  }

  isDirectory(path: string): boolean {
    return this.#today.isDirectory(path);
  }

  list(folder: string): readonly { readonly name: string; readonly directory: boolean }[] {
    return this.#today.list(folder);
  }

  /** Nobody edits a commit. */
  isOpen(path: string): boolean {
    return !this.has(path) && this.#today.isOpen(path);
  }

  #committed(file: string): TextFile | undefined {
    return this.#texts.get(file) ?? this.#texts.get(this.#today.realPath(file));
  }

  #isLater(file: string): boolean {
    const real = this.#today.realPath(file);
    return (
      file.endsWith(".api") &&
      isWithin(real, this.#repository.root) &&
      repositoryOf(real, this.#today)?.root === this.#repository.root
    );
  }
}
