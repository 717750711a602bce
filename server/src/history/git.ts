/**
 * What the user's own git says of a repository: the commit of a revision, and the `.api` files of a commit.
 *
 * In: a folder in a repository. Out: values as they were committed; nothing is checked out, nothing written, and nothing fetched, also where a partial
 * clone lacks an object. Everything waits for a process, nothing blocks. A failure is a `GitError`, which says whether git is there at all.
 */
import { execFile } from "node:child_process";

export class GitError extends Error {
  /** False: there is no git on this machine. */
  readonly isInstalled: boolean;

  /** `message` is the first line git wrote about it, such as a folder whose owner it does not trust; it may be empty. */
  constructor(message: string, isInstalled: boolean) {
    super(message);
    this.isInstalled = isInstalled;
  }
}

/** Larger than any tree of interfaces; git's answer is held in memory once. */
const largestAnswer = 512 * 1024 * 1024;

/** No transport may be used, no question asked, no lock taken. */
const restraint = { GIT_ALLOW_PROTOCOL: "none", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

/** The top folder of the work tree around a folder. */
export async function topFolder(folder: string, signal?: AbortSignal): Promise<string> {
  return (await git(folder, ["rev-parse", "--show-toplevel"], "", signal)).toString().replace(/\n$/, "");
}

/** The full hash of the commit that a revision names; undefined where it names none. */
export async function commitOf(folder: string, revision: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
    return (await git(folder, args, "", signal)).toString().trim();
  } catch (error) {
    // Quiet as it was asked to be: nothing of this name. All else it says in words.
    if (error instanceof GitError && error.isInstalled && error.message === "") {
      return undefined;
    }
    throw error;
  }
}

/** Every `.api` file of a commit, by its path from the top of the repository with `/` between names. Links and submodules are left out. */
export async function apiTextsAt(
  folder: string,
  commit: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const listed = await git(folder, ["ls-tree", "-r", "-z", "--full-tree", commit], "", signal);
  const blobs = listed
    .toString()
    .split("\0")
    .flatMap((entry) => {
      const [, hash, name] = /^100[0-7]{3} blob ([0-9a-f]+)\t(.+\.api)$/s.exec(entry) ?? [];
      return hash === undefined || name === undefined ? [] : [{ hash, name }];
    });
  const wanted = blobs.map(({ hash }) => `${hash}\n`).join("");
  const texts = readBatch(await git(folder, ["cat-file", "--batch"], wanted, signal));
  return new Map(
    blobs.map(({ name }, index) => {
      const text = texts[index];
      // Taken for empty or for new, the file would be said to have changed in a way it did not.
      if (text === undefined) throw new GitError(`this clone lacks files of ${commit.slice(0, 10)}`, true);
      return [name, text];
    }),
  );
}

function git(folder: string, args: readonly string[], input: string, signal: AbortSignal | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = {
      encoding: "buffer" as const,
      maxBuffer: largestAnswer,
      env: { ...process.env, ...restraint },
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
    };
    const child = execFile("git", ["-C", folder, ...args], options, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        const said = stderr.toString().trim().split("\n")[0] ?? "";
        const isAnswer = typeof error.code === "number";
        reject(new GitError(said !== "" || isAnswer ? said : error.message, error.code !== "ENOENT"));
      }
    });
    // Git that ends early, or was never there, takes no input: what it says instead is in its answer.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

/** Git's answer for each object: a line that ends in its size, the bytes, a line end; or one that ends in `missing`. */
function readBatch(answer: Buffer): readonly (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  let at = 0;
  while (at < answer.length) {
    const end = answer.indexOf(10, at);
    const size = Number(answer.subarray(at, end).toString().split(" ").at(-1));
    const isMissing = Number.isNaN(size);
    texts.push(isMissing ? undefined : answer.subarray(end + 1, end + 1 + size).toString());
    at = isMissing ? end + 1 : end + 1 + size + 1;
  }
  return texts;
}
