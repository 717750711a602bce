/**
 * The `legato-api` command: finds the subcommand, loads only that one, and turns what goes wrong into a message and an exit code.
 *
 * In: the arguments after the command's name. Out: the exit code. The live half (`runtime`, `sessions`, `call`, `crash`) is the runtime's own; bin/
 * tells them apart before this file is loaded.
 */
import { wasmPath } from "./assets.ts";
import { type Command, exitUsage, type Surroundings, UsageError } from "./commands/commandLine.ts";

interface Entry {
  /** What stands behind the name in the usage, a line each. */
  readonly usage: readonly string[];
  readonly load: () => Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  check: {
    usage: [
      "[--import-dir D]... [--strict-imports] [--format text|json|sarif|github]",
      "[--max-warnings N] [--baseline FILE] [--fix] [--verbose] PATH...",
    ],
    load: async () => (await import("./commands/check.ts")).checkCommand,
  },
  describe: { usage: ["FILE [--json]"], load: async () => (await import("./commands/describe.ts")).describeCommand },
  export: {
    usage: ["--format ifgen-json FILE"],
    load: async () => (await import("./commands/export.ts")).exportCommand,
  },
  components: {
    usage: ["[--json] PATH..."],
    load: async () => (await import("./commands/components.ts")).componentsCommand,
  },
  format: { usage: ["[--check] PATH..."], load: async () => (await import("./commands/format.ts")).formatCommand },
  breaking: {
    usage: ["--against DIR|GITREF [--format text|json|sarif|github] PATH..."],
    load: async () => (await import("./commands/breaking.ts")).breakingCommand,
  },
  types: { usage: ["FILE"], load: async () => (await import("./commands/types.ts")).typesCommand },
  diagnose: {
    usage: ["[--import-dir D]... [--strict-imports] [PATH]"],
    load: async () => (await import("./commands/diagnose.ts")).diagnoseCommand,
  },
  lsp: { usage: ["--stdio"], load: async () => (await import("./commands/lsp.ts")).lspCommand },
};

/** The half that talks to running services; bin/ hands these to the runtime. */
const liveUsage = [
  "runtime    [--dir D] [--api-dir D]... [--service FILE]... [--bind C->S]... [-- COMMAND...]",
  "sessions   [--dir D] [--json] [--watch]",
  "call       SERVICE FUNCTION ARGS...",
  'crash      SERVICE --after "FUNCTION ARGS"',
  "run        [--dir D] [--api-dir D]... FILE [ARGUMENTS...]",
  "peers      [FOLDER]",
];

function usage(): string {
  const lines = Object.entries(commands).flatMap(([name, entry]) =>
    entry.usage.map((line, index) => `${(index === 0 ? name : "").padEnd(10)} ${line}`),
  );
  return `Usage: legato-api COMMAND | --version\n\n${[...lines, ...liveUsage].map((line) => `  ${line}\n`).join("")}`;
}

export async function main(args: readonly string[], surroundings: Surroundings = ofThisProcess()): Promise<number> {
  const [name = "", ...rest] = args;
  const { stdout, stderr } = surroundings;
  if (name === "help" || isHelp(name) || isHelp(rest[0])) {
    stdout(usage());
    return 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    stderr(name === "" ? usage() : `legato-api: there is no command '${name}'.\n\n${usage()}`);
    return exitUsage;
  }
  try {
    const command = await entry.load();
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

function isHelp(argument: string | undefined): boolean {
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
