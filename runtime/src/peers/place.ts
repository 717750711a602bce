/** The `.api` files of peers, by path or by the name of the interface. Throws a `PeerError` that says what is wrong. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Api, lastSegment } from "../interfaces/api.ts";
import { loadApi } from "../interfaces/loadApi.ts";
import { apiFilesBelow } from "../interfaces/scan.ts";
import { API_PATH_VARIABLE, apiFolders } from "./environment.ts";
import { PeerError } from "./problem.ts";

/** A file named by a path or a file URL. */
export function apiFromFile(file: string | URL, base: string): Api {
  return apiWithFiles(file, base).api;
}

/** The same with the files it is made of: itself and its imports. */
export function apiWithFiles(
  file: string | URL,
  base: string,
): { readonly api: Api; readonly files: readonly string[] } {
  const named = file instanceof URL || file.startsWith("file:") ? fileURLToPath(file) : file;
  const loaded = loadApi(path.resolve(base, named), apiFolders());
  if (!loaded.ok) throw new PeerError(loaded.problem);
  return loaded;
}

/** The `.api` called like the interface: beside the program, in the current folder, or in a folder of `LEGATO_API_PATH`. */
export function apiByName(interfaceName: string): Api {
  const [, program] = process.argv;
  const beside = program === undefined ? [] : [path.dirname(program)];
  const folders = [...new Set([...beside, process.cwd(), ...apiFolders()])];
  const found = searchApi(interfaceName, folders);
  if (typeof found === "object") return found;
  throw new PeerError(
    found ??
      `There is no ${apiFileName(interfaceName)} in ${folders.join(", ")}: name the file with the option 'api', or set ${API_PATH_VARIABLE}`,
  );
}

/** The same in these folders. A sentence if those that are called so cannot be used, undefined if there is none. */
export function searchApi(interfaceName: string, folders: readonly string[]): Api | string | undefined {
  const problems: string[] = [];
  for (const folder of folders) {
    const files = apiFilesBelow([folder]);
    // Imports may lie in other folders of the same tree.
    const importFolders = new Set([...files.map((file) => path.dirname(file)), ...apiFolders()]);
    for (const file of files.filter((each) => path.basename(each) === apiFileName(interfaceName))) {
      const loaded = loadApi(file, [...importFolders]);
      if (loaded.ok) return loaded.api;
      problems.push(loaded.problem);
    }
  }
  return problems[0];
}

function apiFileName(interfaceName: string): string {
  return `${lastSegment(interfaceName)}.api`;
}
