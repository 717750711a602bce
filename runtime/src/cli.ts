/**
 * The live half of the `legato-api` command: finds the subcommand, loads only that one, and turns what goes wrong into a message and an exit
 * code. bin/ hands it the arguments.
 */
import { UsageError } from "./commands/terminal.ts";

type Command = (args: readonly string[]) => Promise<number>;

interface Entry {
  readonly command: Command;
  readonly usage: string;
}

const commands: { readonly [name: string]: () => Promise<Entry> } = {
  runtime: async () => {
    const [{ runtimeCommand }, { RUNTIME_USAGE }] = await Promise.all([
      import("./commands/runtime.ts"),
      import("./commands/runtimeOptions.ts"),
    ]);
    return { command: runtimeCommand, usage: RUNTIME_USAGE };
  },
  sessions: async () => {
    const { sessionsCommand, SESSIONS_USAGE } = await import("./commands/sessions.ts");
    return { command: sessionsCommand, usage: SESSIONS_USAGE };
  },
  call: async () => {
    const { callCommand, CALL_USAGE } = await import("./commands/call.ts");
    return { command: callCommand, usage: CALL_USAGE };
  },
  crash: async () => {
    const { crashCommand, CRASH_USAGE } = await import("./commands/crash.ts");
    return { command: crashCommand, usage: CRASH_USAGE };
  },
  isolate: async () => {
    const { isolateCommand, ISOLATE_USAGE } = await import("./commands/isolate.ts");
    return { command: isolateCommand, usage: ISOLATE_USAGE };
  },
  peers: async () => {
    const { peersCommand, PEERS_USAGE } = await import("./commands/peers.ts");
    return { command: peersCommand, usage: PEERS_USAGE };
  },
  run: async () => {
    const { runCommand, RUN_USAGE } = await import("./commands/run.ts");
    return { command: runCommand, usage: RUN_USAGE };
  },
};

/** Those that need no Linux. */
const EVERYWHERE: ReadonlySet<string> = new Set(["peers"]);
const NOT_HERE = `Legato's IPC is that of Linux, and this is ${process.platform}. Run it in WSL, in a Linux container, or through Remote-SSH.`;

/** Makes this process the client that `crash` kills. Its file in the product is a call of this: all that it needs is in this bundle. */
export async function becomeCrashClient(): Promise<void> {
  await import("./peers/crashClient.ts");
}

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    say(`there is no command '${name}'`);
    return 2;
  }
  const { command, usage } = await load();
  // What follows a program's file, or `--`, is not ours.
  if (rest[0] === "--help" || rest[0] === "-h") {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  if (process.platform !== "linux" && !EVERYWHERE.has(name)) {
    say(NOT_HERE);
    return 1;
  }
  try {
    return await command(rest);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say(isUsageError(error) ? `${message}\n\n${usage}` : message);
    return isUsageError(error) ? 2 : 1;
  }
}

/** Of ours, or of node:util's `parseArgs`. */
function isUsageError(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

function say(text: string): void {
  process.stderr.write(`legato-api: ${text}\n`);
}
