/**
 * What `describe`, `export` and `types` have in common: one `.api` file, checked as `check` does it.
 *
 * In: the arguments. Out: the interface; or a `Refusal` for a file a build would refuse, since such a file has no protocol at all.
 */
import path from "node:path";
import type { ParseArgsConfig } from "node:util";
import { type Interface, printable } from "@legato-api/language";
import type { ApiCheck } from "../checks/apiChecks.ts";
import { Engine } from "../engine.ts";
import { linesOf } from "../lines.ts";
import { isProblem, reasonOf } from "../workspace/files.ts";
import { type Surroundings, UsageError } from "./commandLine.ts";
import { openWorkspace } from "./roots.ts";
import { Targets } from "./targets.ts";

/** Options of every command that reads interfaces. */
export const importOptions = {
  "import-dir": { type: "string", multiple: true, default: [] },
  "strict-imports": { type: "boolean", default: false },
} as const satisfies ParseArgsConfig["options"];

export interface ImportOptions {
  readonly importDirs: readonly string[];
  readonly strictImports: boolean;
}

/** The one file of a command that takes one. */
export function onlyFile(positionals: readonly string[]): string {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError(file === undefined ? "Name an .api file." : "Name one .api file only.");
  }
  return file;
}

export function newEngine(
  { importDirs, strictImports }: ImportOptions,
  surroundings: Surroundings,
  log: (line: string) => void = () => {},
): Engine {
  const importPaths = importDirs.map((folder) => path.resolve(surroundings.currentFolder, folder));
  return new Engine({ ...surroundings, log, settingsFor: () => ({ importPaths, strictImports }) });
}

/** Checks the file and gives its interface to `use`. A file with errors is refused: the errors go to stderr and the exit code is 1. */
export function withInterface(
  file: string,
  options: ImportOptions,
  surroundings: Surroundings,
  use: (iface: Interface) => number,
): number {
  const engine = newEngine(options, surroundings);
  try {
    const targets = new Targets([file], surroundings.currentFolder, engine.files);
    const [path] = targets.files();
    if (path === undefined) {
      throw new UsageError(`${printable(file)} is a folder. Name an .api file.`);
    }
    openWorkspace(engine, targets, surroundings.currentFolder);
    const checked = engine.check(path);
    if (isProblem(checked)) {
      throw new UsageError(`${printable(file)}: ${reasonOf(checked)}.`);
    }
    if (!checked.interface.accepted) {
      surroundings.stderr(refusal(file, checked));
      return 1;
    }
    return use(checked.interface);
  } finally {
    engine.dispose();
  }
}

function refusal(given: string, { diagnostics, file: text }: ApiCheck): string {
  const file = printable(given);
  const lines = linesOf(text);
  const errors = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ message, rule, span }) => {
      const { line, character } = lines.positionAt(span.start);
      return `${file}:${line + 1}:${character + 1}: error: ${printable(message)} [${rule}]\n`;
    });
  return `${errors.join("")}${file} has errors, so a build makes nothing of it.\n`;
}
