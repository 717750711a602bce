/**
 * The `.api` files below some folders.
 *
 * In: folders. Out: paths. Always holds: a folder given by mistake (`/`) costs a bounded time; what cannot be read is left out; links to folders
 * are not followed, so that there are no circles.
 */
import { readdirSync } from "node:fs";
import path from "node:path";

/** Where no interface of a user lies, and much else does. */
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", ".git"]);
const MOST_FOLDERS = 5000;

/** `onFolder` gets every folder that was looked into, or could not be. */
export function apiFilesBelow(
  folders: readonly string[],
  onFolder: (folder: string) => void = () => {},
): readonly string[] {
  const found: string[] = [];
  const open = [...folders];
  for (let seen = 0; seen < MOST_FOLDERS; seen++) {
    const folder = open.shift();
    if (folder === undefined) break;
    onFolder(folder);
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) open.push(path.join(folder, entry.name));
      else if (entry.isFile() && entry.name.endsWith(".api")) found.push(path.join(folder, entry.name));
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
