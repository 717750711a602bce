/**
 * The `legato-api` command: finds the subcommand, loads only that one, and turns what goes wrong into a message and an exit code.
 *
 * In: the arguments after the command's name. Out: the exit code. The live half (`runtime`, `sessions`, `call`, `crash`) is the runtime's own; bin/
 * tells them apart before this file is loaded.
 */
import { wasmPath } from "./assets.ts";
import { type Command, exitUsage, type Surroundings, UsageError } from "./commands/commandLine.ts";
import { type CommandName, isCommandName, overview, pageOf } from "./commands/help.ts";

const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  check: async () => (await import("./commands/check.ts")).checkCommand,
  describe: async () => (await import("./commands/describe.ts")).describeCommand,
  export: async () => (await import("./commands/export.ts")).exportCommand,
  components: async () => (await import("./commands/components.ts")).componentsCommand,
  format: async () => (await import("./commands/format.ts")).formatCommand,
  breaking: async () => (await import("./commands/breaking.ts")).breakingCommand,
  types: async () => (await import("./commands/types.ts")).typesCommand,
  diagnose: async () => (await import("./commands/diagnose.ts")).diagnoseCommand,
  lsp: async () => (await import("./commands/lsp.ts")).lspCommand,
};

export async function main(args: readonly string[], surroundings: Surroundings = ofThisProcess()): Promise<number> {
  const [name = "", ...rest] = args;
  const { stdout, stderr } = surroundings;
  if (name === "help" || isHelp(name)) {
    stdout(overview());
    return 0;
  }
  if (!isCommandName(name)) {
    stderr(name === "" ? overview() : `legato-api: there is no command '${name}'.\n\n${overview()}`);
    return exitUsage;
  }
  if (rest.some(isHelp)) {
    stdout(pageOf(name));
    return 0;
  }
  try {
    const command = await commands[name]();
    return await command(rest, surroundings);
  } catch (error) {
    if (error instanceof UsageError || isArgumentError(error)) {
      stderr(`legato-api ${name}: ${error.message}\n'legato-api help ${name}' explains it.\n`);
      return exitUsage;
    }
    stderr(`legato-api ${name} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    return exitUsage;
  }
}

function isHelp(argument: string): boolean {
  return argument === "--help" || argument === "-h";
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
