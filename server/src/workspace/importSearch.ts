/**
 * Where the file of a USETYPES is: first the reference compiler's search path, then, unless asked to be strict, wider.
 *
 * In: the file's name, the file being checked, the file that imports, and the folders. Out: the path with, for what the build
 * would not find, the reason; or the list of what was searched. Strict: folder of the file being checked, import paths in order. Wider:
 * the importing file's own folder, `$LEGATO_ROOT/interfaces/**`, any workspace folder; of several the nearest, by folders to go
 * up and down from the importing file, then by name.
 */
import { type Files, isProblem } from "./files.ts";
import { distance, folderOf, joinPath } from "./paths.ts";

export interface SearchPlaces {
  readonly importPaths: readonly string[];
  readonly strict: boolean;
  /** `$LEGATO_ROOT/interfaces`, where known. */
  readonly frameworkInterfaces: string | undefined;
  /** All files of that name below a folder of the framework's interfaces, and in the workspace; in any order. */
  readonly inFramework: (fileName: string) => readonly string[];
  readonly inWorkspace: (fileName: string) => readonly string[];
}

export type SearchAnswer =
  | {
      readonly kind: "found";
      readonly path: string;
      /** Why the build would not find it. */
      readonly outside?: string;
      /** The others that could have been meant, nearest first. */
      readonly passedOver: readonly string[];
    }
  | { readonly kind: "missing"; readonly searched: readonly string[] };

/** `mainPath`: the file whose check it is; `importerPath`: the file that holds the USETYPES (the same, or an import of it). */
export function searchImport(
  fileName: string,
  mainPath: string,
  importerPath: string,
  places: SearchPlaces,
  files: Files,
): SearchAnswer {
  const searched: string[] = [];
  const strictFolders = unique([folderOf(mainPath), ...places.importPaths]);
  for (const folder of strictFolders) {
    const candidate = joinPath(folder, fileName);
    if (files.isFile(candidate)) {
      return { kind: "found", path: candidate, passedOver: [] };
    }
    searched.push(`${folder}${whyNothingIn(folder, candidate, files)}`);
  }
  if (places.strict) {
    return { kind: "missing", searched };
  }
  const ownFolder = folderOf(importerPath);
  if (ownFolder !== undefined && !strictFolders.includes(ownFolder)) {
    const candidate = joinPath(ownFolder, fileName);
    if (files.isFile(candidate)) {
      const outside = `it was found beside the file that imports it, in ${ownFolder}`;
      return { kind: "found", path: candidate, outside, passedOver: [] };
    }
    searched.push(ownFolder);
  }
  const wider = [
    { where: places.frameworkInterfaces, candidates: places.inFramework(fileName) },
    { where: "the workspace", candidates: places.inWorkspace(fileName) },
  ];
  for (const { where, candidates } of wider) {
    // The list may be older than the disk where the editor watches nothing.
    const existing = candidates.filter((candidate) => files.isFile(candidate));
    const [nearest, ...passedOver] = nearestFirst(existing, importerPath);
    if (nearest !== undefined) {
      return { kind: "found", path: nearest, outside: `it was found in ${folderOf(nearest)}`, passedOver };
    }
    if (where !== undefined) {
      searched.push(where === places.frameworkInterfaces ? joinPath(where, "**") : where);
    }
  }
  return { kind: "missing", searched };
}

/** A folder that cannot be looked into is the likeliest reason for a miss, so it is said. */
function whyNothingIn(folder: string, candidate: string, files: Files): string {
  if (files.isDirectory(folder)) {
    return files.read(candidate) === "denied" ? " (no permission to look into it)" : "";
  }
  const problem = files.read(folder);
  if (!isProblem(problem)) {
    return " (not a folder)";
  }
  return problem === "denied" ? " (no permission to look into it)" : " (no such folder)";
}

function nearestFirst(candidates: readonly string[], from: string): readonly string[] {
  return candidates
    .map((path) => ({ path, steps: distance(from, path) }))
    .sort((a, b) => a.steps - b.steps || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}

function unique(folders: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}
