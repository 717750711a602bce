/**
 * The version of a workspace that `breaking` compares with: another folder, or a revision of the git repository around the current folder.
 *
 * In: what `--against` names. Out: an engine that answers with the old texts, and the old file of each new one. A revision is read with the
 * user's own git; nothing is checked out and nothing written.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Engine } from "../engine.ts";
import { isWithin } from "../workspace/paths.ts";
import { type Surroundings, UsageError } from "./commandLine.ts";
import { type ImportOptions, newEngine } from "./oneInterface.ts";
import { openWorkspace } from "./roots.ts";
import { Targets } from "./targets.ts";

export interface OldVersions {
  readonly engine: Engine;
  /** The old version of a file, as a path to ask the engine for; nothing where there was none. */
  oldOf(file: string): string | undefined;
  /** Old `.api` files among the targets that are there no more, and where they would be now. */
  removed(): readonly { readonly old: string; readonly now: string }[];
  /** How an old file is called for people: `HEAD:printer.api`, `release/printer.api`. */
  nameOf(file: string): string;
}

export function openOldVersions(
  against: string,
  targets: Targets,
  options: ImportOptions,
  surroundings: Surroundings,
): OldVersions {
  const folder = path.resolve(surroundings.currentFolder, against);
  return fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? oldFolder(against, folder, targets, options, surroundings)
    : oldRevision(against, targets, options, surroundings);
}

/** A file below a folder that was named lies in the old one at the same place; one that was named itself, at its path or by its name. */
function oldFolder(
  given: string,
  folder: string,
  targets: Targets,
  options: ImportOptions,
  surroundings: Surroundings,
): OldVersions {
  const { currentFolder } = surroundings;
  const importDirs = options.importDirs.flatMap((dir) => {
    const old = path.join(folder, path.relative(currentFolder, path.resolve(currentFolder, dir)));
    return isWithin(old, folder) && fs.existsSync(old) ? [old, dir] : [dir];
  });
  const engine = newEngine({ ...options, importDirs }, surroundings);
  openWorkspace(engine, new Targets([given], currentFolder, engine.files), currentFolder);
  const bases = [...targets.folders(), currentFolder];
  const counterparts = (file: string): readonly string[] => [
    ...bases.filter((base) => isWithin(file, base)).map((base) => path.join(folder, path.relative(base, file))),
    path.join(folder, path.basename(file)),
  ];
  return {
    engine,
    oldOf: (file) => counterparts(file).find((candidate) => engine.files.isFile(candidate)),
    removed: () => {
      const [target, ...others] = targets.folders();
      if (target === undefined || others.length > 0) {
        return [];
      }
      return engine.index
        .apis()
        .filter((old) => isWithin(old, folder))
        .map((old) => ({ old, now: path.join(target, path.relative(folder, old)) }))
        .filter(({ now }) => !fs.existsSync(now));
    },
    nameOf: (file) => (isWithin(file, folder) ? path.join(given, path.relative(folder, file)) : targets.nameOf(file)),
  };
}

function oldRevision(
  revision: string,
  targets: Targets,
  options: ImportOptions,
  surroundings: Surroundings,
): OldVersions {
  const git = repositoryAround(targets.paths(), revision);
  const commit = git.commit(revision);
  const engine = newEngine(options, surroundings);
  openWorkspace(engine, targets, surroundings.currentFolder);
  const old = git.apiTexts(commit);
  for (const [file, text] of old) {
    engine.files.set(file, text);
  }
  return {
    engine,
    oldOf: (file) => (old.has(file) ? file : undefined),
    removed: () =>
      [...old.keys()]
        .filter((file) => targets.includes(file) && !fs.existsSync(file))
        .map((file) => ({ old: file, now: file })),
    nameOf: (file) => `${shortened(revision)}:${targets.nameOf(file)}`,
  };
}

/** A full hash fills the line and says no more than its start. */
function shortened(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 10) : revision;
}

interface Repository {
  /** The full hash of a revision. */
  commit(revision: string): string;
  /** Every `.api` file of a commit by its absolute path. */
  apiTexts(commit: string): ReadonlyMap<string, string>;
}

/** Larger than any tree of interfaces; git's answer is held in memory once. */
const largestAnswer = 512 * 1024 * 1024;

function repositoryAround(paths: readonly string[], revision: string): Repository {
  const [first = "."] = paths;
  const folder = fs.statSync(first).isDirectory() ? first : path.dirname(first);
  const git = (args: readonly string[], input?: string): Buffer =>
    execFileSync("git", ["-C", folder, ...args], {
      input: input ?? "",
      maxBuffer: largestAnswer,
      stdio: ["pipe", "pipe", "pipe"],
    });
  const root = topLevel(git, folder, revision);
  return {
    commit: (wanted) => {
      try {
        return git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${wanted}^{commit}`])
          .toString()
          .trim();
      } catch {
        throw new UsageError(`'${wanted}' is neither a folder nor a revision of the git repository in ${root}.`);
      }
    },
    apiTexts: (commit) => {
      const names = git(["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit])
        .toString()
        .split("\0")
        .filter((name) => name.endsWith(".api"));
      const blobs = readBatch(git(["cat-file", "--batch"], names.map((name) => `${commit}:${name}\n`).join("")));
      return new Map(names.map((name, index) => [path.join(root, name), blobs[index] ?? ""]));
    },
  };
}

function topLevel(git: (args: readonly string[]) => Buffer, folder: string, revision: string): string {
  try {
    return git(["rev-parse", "--show-toplevel"]).toString().replace(/\n$/, "");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new UsageError(
      isMissing
        ? `'${revision}' is no folder, and git, which could tell whether it is a revision, is not installed.`
        : `'${revision}' is no folder, and git knows no repository in ${folder}${saidBy(error)}.`,
    );
  }
}

/** The first line git wrote about it, such as a folder whose owner it does not trust. */
function saidBy(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n")[0] : undefined;
  return said === undefined || said === "" ? "" : ` (${said})`;
}

/** Git's answer for each object: a line that ends in its size, the bytes, a line end. */
function readBatch(answer: Buffer): readonly string[] {
  const texts: string[] = [];
  let at = 0;
  while (at < answer.length) {
    const end = answer.indexOf(10, at);
    const size = Number(answer.subarray(at, end).toString().split(" ").at(-1));
    const isMissing = Number.isNaN(size);
    texts.push(isMissing ? "" : answer.subarray(end + 1, end + 1 + size).toString());
    at = isMissing ? end + 1 : end + 1 + size + 1;
  }
  return texts;
}
