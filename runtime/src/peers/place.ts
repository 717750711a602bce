/** The `.api` files of peers, by path or by the name of the interface. Throws a `PeerError` that says what is wrong. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Api } from "../interfaces/api.ts";
import { ApiLibrary } from "../interfaces/library.ts";
import { loadApi } from "../interfaces/loadApi.ts";
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
export function apiByName(interfaceName: string, more: readonly string[] = []): Api {
  const [, program] = process.argv;
  const beside = program === undefined ? [] : [path.dirname(program)];
  const folders = [...new Set([...more, ...beside, process.cwd(), ...apiFolders()])];
  for (const folder of folders) {
    const library = new ApiLibrary([folder]);
    const found = library.named(interfaceName);
    library.close();
    if (found !== undefined) return found;
  }
  throw new PeerError(
    `No .api file called like '${interfaceName}' (and without errors) in ${folders.join(", ")}: name it with the option 'api', or set ${API_PATH_VARIABLE}`,
  );
}
