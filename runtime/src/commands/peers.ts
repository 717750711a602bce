/**
 * `legato-api peers`: writes the types of `legato-api/peers` for editors, which have no package to look into.
 *
 * In: a folder. Out: `legato-api-peers.d.ts` in it, a declaration of the module; a tsconfig.json that includes the folder, or an open file in it, is
 * all an editor needs. The text is that of peers/public.ts, which lies beside the bundle. Exit code 0; 1 if it cannot be written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { LIBRARY_NAME } from "../peers/libraryName.ts";
import { print, UsageError } from "./terminal.ts";

const FILE_NAME = "legato-api-peers.d.ts";

export const PEERS_USAGE = `legato-api peers [FOLDER]

  FOLDER   where ${FILE_NAME} is written, the current one if left out: the types of ${LIBRARY_NAME} for your editor

Example:
  legato-api peers services`;

export async function peersCommand(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [folder = ".", ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`'${rest[0]}' is not understood`);
  const text = readFileSync(path.join(import.meta.dirname, "peers.d.ts"), "utf8");
  const file = path.join(folder, FILE_NAME);
  writeFileSync(file, ambientModule(text));
  print(`${file}\n`);
  return 0;
}

/** The declarations of a module, as a declaration of that module by its name. */
export function ambientModule(text: string): string {
  const body = text
    .replaceAll("export declare ", "export ")
    .replace(/^(?=.)/gm, "  ")
    .trimEnd();
  return `// Types of ${LIBRARY_NAME}, written by \`legato-api peers\`. Do not edit: write them again after an update.\ndeclare module "${LIBRARY_NAME}" {\n${body}\n}\n`;
}
