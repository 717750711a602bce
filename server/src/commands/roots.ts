/**
 * The roots around what a command was asked for: what counts as the workspace on the command line.
 *
 * Root of a path: the nearest ancestor with `legato-api.json`, else with `.git`, else the current folder if the path is in it, else the path's own folder. A root
 * within another is left out. The whole disk or a home folder is never taken as a workspace.
 */
import os from "node:os";
import path from "node:path";
import type { Engine } from "../engine.ts";
import { isWithin } from "../workspace/paths.ts";
import { UsageError } from "./commandLine.ts";
import type { Targets } from "./targets.ts";

/** Makes the roots around the targets the workspace, and looks up which files are in it. */
export function openWorkspace(engine: Engine, targets: Targets, currentFolder: string): void {
  engine.setFolders(rootsOf(targets.paths(), engine, currentFolder));
  engine.index.walk();
  // A hidden folder is left out of a workspace, but not when it was asked for by name.
  for (const folder of targets.folders()) {
    engine.index.addFolder(folder);
  }
  engine.index.walk();
}

/** A folder that nobody looked into must not pass for one in which nothing was found. */
export function sayUnreadable(engine: Engine, targets: Targets, stderr: (text: string) => void): void {
  for (const folder of engine.index.unreadable().filter((each) => targets.includes(each))) {
    const name = targets.shownNameOf(folder);
    if (targets.folders().includes(folder)) throw new UsageError(`${name}: permission denied.`);
    stderr(`${name} cannot be read: the files in it were left out.\n`);
  }
}

/** `paths`: absolute, files or folders. */
function rootsOf(paths: readonly string[], engine: Engine, currentFolder: string): readonly string[] {
  const roots = paths.map((target) => {
    const folder = engine.files.isDirectory(target) ? target : path.dirname(target);
    const { root } = engine.settingsOf(path.join(folder, "any.api"));
    return isWithin(folder, root) && (root !== currentFolder || !isTooWide(root)) ? root : folder;
  });
  const unique = [...new Set(roots)];
  return unique.filter((root) => !unique.some((other) => other !== root && isWithin(root, other)));
}

function isTooWide(folder: string): boolean {
  return folder === path.parse(folder).root || folder === os.homedir();
}
