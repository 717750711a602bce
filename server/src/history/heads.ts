/**
 * What the repositories around the user's files have at HEAD, read in the background and kept until HEAD is another commit.
 *
 * In: files that somebody wants to compare, and what the watchers saw of git's own files. Out: the committed files at once where they are known; else
 * nothing yet, and `changed` when they are. Git is not run before `allow`: the configuration of a folder nobody trusts can name programs that it starts.
 * A file outside of all repositories, a repository without a commit and a machine without git are no trouble; what git refuses is said once in the log.
 */
import path from "node:path";
import { CommittedFiles, type FilesWithRealPaths } from "./committedFiles.ts";
import { apiTextsAt, commitOf, GitError } from "./git.ts";
import { type Repository, repositoryOf } from "./repositories.ts";

export interface HeadsOptions {
  readonly files: FilesWithRealPaths;
  /** A repository is looked at for the first time: whoever watches files should watch those of git. */
  readonly watch: (repository: Repository) => void;
  /** Other files are at HEAD than before. */
  readonly changed: () => void;
  /** Takes note of work that is under way. */
  readonly inBackground: (work: () => Promise<void>) => void;
  readonly log: (line: string) => void;
}

interface Head {
  readonly repository: Repository;
  files: CommittedFiles | undefined;
  isReading: boolean;
  /** Something changed while it was read. */
  isStale: boolean;
}

export class Heads {
  readonly #options: HeadsOptions;
  readonly #heads = new Map<string, Head>();
  readonly #stop = new AbortController();
  readonly #said = new Set<string>();
  #isAllowed = false;
  #isWanted = false;

  constructor(options: HeadsOptions) {
    this.#options = options;
  }

  /** The user trusts the folders: git may be run in them. */
  allow(): void {
    if (!this.#isAllowed) {
      this.#isAllowed = true;
      if (this.#isWanted) {
        this.#options.changed();
      }
    }
  }

  /** HEAD of the repository of a file; undefined while it is not known, or where there is none. */
  around(file: string): CommittedFiles | undefined {
    this.#isWanted = true;
    if (!this.#isAllowed) {
      return undefined;
    }
    const repository = repositoryOf(this.#options.files.realPath(file), this.#options.files);
    if (repository === undefined) {
      return undefined;
    }
    const known = this.#heads.get(repository.root);
    if (known?.repository.gitFolder === repository.gitFolder) {
      return known.files;
    }
    const head: Head = { repository, files: undefined, isReading: false, isStale: false };
    this.#heads.set(repository.root, head);
    this.#options.watch(repository);
    this.#read(head);
    return undefined;
  }

  /** Files changed on disk; those of git may mean another HEAD. */
  changedOnDisk(paths: Iterable<string>): void {
    const seen = [...paths];
    for (const head of this.#heads.values()) {
      if (seen.some((path) => saysHead(path, head.repository))) {
        this.#read(head);
      }
    }
  }

  /** For an editor that does not watch: looks at every HEAD again. */
  lookAgain(): void {
    for (const head of this.#heads.values()) {
      this.#read(head);
    }
  }

  dispose(): void {
    this.#stop.abort();
  }

  #read(head: Head): void {
    head.isStale = true;
    if (!head.isReading) {
      this.#options.inBackground(() => this.#readAll(head));
    }
  }

  async #readAll(head: Head): Promise<void> {
    head.isReading = true;
    try {
      while (head.isStale && !this.#stop.signal.aborted) {
        head.isStale = false;
        const files = await this.#committed(head);
        if (files !== head.files) {
          head.files = files;
          this.#options.changed();
        }
      }
    } finally {
      head.isReading = false;
    }
  }

  async #committed({ repository, files }: Head): Promise<CommittedFiles | undefined> {
    const { signal } = this.#stop;
    try {
      const commit = await commitOf(repository.root, "HEAD", signal);
      if (commit === undefined || commit === files?.commit) {
        return commit === undefined ? undefined : files;
      }
      const texts = await apiTextsAt(repository.root, commit, signal);
      return new CommittedFiles(repository, commit, texts, this.#options.files);
    } catch (error) {
      if (!signal.aborted) {
        this.#sayOnce(repository, error);
      }
      return undefined;
    }
  }

  #sayOnce({ root }: Repository, error: unknown): void {
    const why =
      error instanceof GitError && !error.isInstalled
        ? "git was not found"
        : `git refused: ${error instanceof Error ? error.message : String(error)}`;
    const line = `Nothing in ${root} is compared with HEAD, since ${why}.`;
    if (!this.#said.has(line)) {
      this.#said.add(line);
      this.#options.log(line);
    }
  }
}

/** Git's files that follow HEAD, of which a commit changes one at least; not its index, which every `git status` touches. */
function saysHead(file: string, { gitFolder, commonFolder }: Repository): boolean {
  return [gitFolder, commonFolder].some((folder) =>
    /^(?:logs[/\\])?HEAD$|^packed-refs$|^(?:refs|reftable)[/\\].*(?<!\.lock)$/.test(path.relative(folder, file)),
  );
}

/** The same for those who watch: patterns below git's folders. */
export const headPattern = "{HEAD,logs/HEAD,packed-refs,refs/heads/**,reftable/*}";
