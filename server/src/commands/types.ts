/**
 * `legato-api types FILE`: writes the TypeScript types of `foo.api` to `foo.api.ts` beside it, or where `--output` says (`-`: standard output).
 *
 * Exit code 0; 1 when the `.api` has errors or the file cannot be written; 2 a command line that makes no sense. A file that somebody else
 * wrote is never replaced.
 */

import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { typescriptTypes } from "@legato-api/language";
import { type Command, UsageError } from "./commandLine.ts";
import { importOptions, onlyFile, withInterface } from "./oneInterface.ts";

/** In the first lines of every file this command has written. */
const mark = "written by `legato-api types`";

export const typesCommand: Command = async (args, surroundings) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...importOptions, output: { type: "string" } },
  });
  const file = onlyFile(positionals);
  const options = { importDirs: values["import-dir"], strictImports: values["strict-imports"] };
  return withInterface(file, options, surroundings, (iface) => {
    const text = typescriptTypes(iface, { fileName: path.basename(file) });
    const output = values.output ?? `${file}.ts`;
    if (output === "-") {
      surroundings.stdout(text);
      return 0;
    }
    return write(output, text, surroundings.currentFolder, surroundings);
  });
};

function write(
  output: string,
  text: string,
  currentFolder: string,
  { stdout, stderr }: { readonly stdout: (text: string) => void; readonly stderr: (text: string) => void },
): number {
  const target = path.resolve(currentFolder, output);
  if (!isOurs(target)) {
    throw new UsageError(
      `${output} exists and was not written by this command. Move it away, or name another file with --output.`,
    );
  }
  try {
    fs.writeFileSync(target, text);
  } catch (error) {
    stderr(`${output} cannot be written: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  stdout(`${output}\n`);
  return 0;
}

/** True for a file of ours, and where there is none. */
function isOurs(target: string): boolean {
  try {
    return fs.readFileSync(target, "utf8").slice(0, 500).includes(mark);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}
