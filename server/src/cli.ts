/**
 * The `legato-api` command: finds the subcommand, loads only that one, and turns what goes wrong into a message and an exit code.
 *
 * In: the arguments after the command's name. Out: the exit code. The live half (`runtime`, `sessions`, `call`, `crash`) is the runtime's own; bin/
 * tells them apart before this file is loaded.
 */
import { wasmPath } from "./assets.ts";
import { type Command, exitUsage, type Surroundings, UsageError } from "./commands/commandLine.ts";

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./commands/check.ts")).checkCommand,
  lsp: async () => (await import("./commands/lsp.ts")).lspCommand,
};

export const usage = `Usage: legato-api COMMAND

  check    [--import-dir D]... [--strict-imports] [--format text|json|sarif|github]
           [--max-warnings N] [--baseline FILE] PATH...
  lsp      --stdio
`;

export async function main(args: readonly string[], surroundings: Surroundings = ofThisProcess()): Promise<number> {
  const [name = "", ...rest] = args;
  const { stdout, stderr } = surroundings;
  if (name === "--help" || name === "-h" || name === "help") {
    stdout(usage);
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    stderr(name === "" ? usage : `legato-api: there is no command '${name}'.\n\n${usage}`);
    return exitUsage;
  }
  try {
    const command = await load();
    return await command(rest, surroundings);
  } catch (error) {
    if (error instanceof UsageError || isArgumentError(error)) {
      stderr(`legato-api ${name}: ${error.message}\n`);
      return exitUsage;
    }
    stderr(`legato-api ${name} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    return exitUsage;
  }
}

/** What `parseArgs` of Node throws for an unknown or incomplete option. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

function ofThisProcess(): Surroundings {
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY === true,
    currentFolder: process.cwd(),
    environment: process.env,
    wasmPath,
  };
}
