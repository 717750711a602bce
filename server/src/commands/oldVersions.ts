/**
 * The version of a workspace that `breaking` compares with: another folder, or a revision of the git repository around the current folder.
 *
 * In: what `--against` names. Out: an engine that answers with the old texts, and the old file of each new one. A revision is read with the
 * user's own git; nothing is checked out and nothing written.
 */
import fs from "node:fs";
import path from "node:path";
import type { Engine } from "../engine.ts";
import { apiTextsAt, commitOf, GitError, topFolder } from "../history/git.ts";
import { isWithin } from "../workspace/paths.ts";
import { type Surroundings, UsageError } from "./commandLine.ts";
import { type ImportOptions, newEngine } from "./oneInterface.ts";
import { openWorkspace, sayUnreadable } from "./roots.ts";
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

export async function openOldVersions(
  against: string,
  targets: Targets,
  options: ImportOptions,
  surroundings: Surroundings,
): Promise<OldVersions> {
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
  const oldTargets = new Targets([given], currentFolder, engine.files);
  openWorkspace(engine, oldTargets, currentFolder);
  sayUnreadable(engine, oldTargets, surroundings.stderr);
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

async function oldRevision(
  revision: string,
  targets: Targets,
  options: ImportOptions,
  surroundings: Surroundings,
): Promise<OldVersions> {
  const { root, commit } = await revisionAround(targets.paths(), revision);
  const texts = await apiTextsAt(root, commit).catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error;
    // Nothing is fetched from here, so that no program runs that the repository names.
    const remedy = `In a partial clone 'git archive --output FILE ${revision}' fetches what is missing.`;
    throw new UsageError(`The files of '${revision}' cannot be read (${error.message}). ${remedy}`);
  });
  const old = new Map([...texts].map(([name, text]) => [path.join(root, name), text]));
  const engine = newEngine(options, surroundings);
  openWorkspace(engine, targets, surroundings.currentFolder);
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

/** The top of the repository, and the commit. */
async function revisionAround(
  paths: readonly string[],
  revision: string,
): Promise<{ readonly root: string; readonly commit: string }> {
  const [first = "."] = paths;
  const folder = fs.statSync(first).isDirectory() ? first : path.dirname(first);
  const root = await topFolder(folder).catch((error: unknown) => {
    throw new UsageError(noRepository(error, folder, revision));
  });
  const commit = await commitOf(root, revision);
  if (commit === undefined) {
    throw new UsageError(`'${revision}' is neither a folder nor a revision of the git repository in ${root}.`);
  }
  return { root, commit };
}

function noRepository(error: unknown, folder: string, revision: string): string {
  if (error instanceof GitError && !error.isInstalled) {
    return `'${revision}' is no folder, and git, which could tell whether it is a revision, is not installed.`;
  }
  const said = error instanceof GitError && error.message !== "" ? ` (${error.message})` : "";
  return `'${revision}' is no folder, and git knows no repository in ${folder}${said}.`;
}
