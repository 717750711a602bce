/**
 * Where peers find the service directory and their `.api` files, unless they are told.
 *
 * `LEGATO_API_DIR`: folder of the directory's sockets, `/tmp/legato` if not set. `LEGATO_API_PATH`: folders with `.api` files, separated by
 * colons. The runtime sets both for the services it starts, `legato-api run` for programs.
 */
import { DEFAULT_FOLDER } from "../directory/socketFolder.ts";

export const DIRECTORY_VARIABLE = "LEGATO_API_DIR";
export const API_PATH_VARIABLE = "LEGATO_API_PATH";

export function directoryFolder(given?: string): string {
  return given ?? process.env[DIRECTORY_VARIABLE] ?? DEFAULT_FOLDER;
}

export function apiFolders(): readonly string[] {
  return (process.env[API_PATH_VARIABLE] ?? "").split(":").filter((folder) => folder !== "");
}
