/**
 * `legato-api runtime`: runs a service directory until it is told to end, or until the command it was given ends.
 *
 * Exit code: 0 after SIGINT or SIGTERM, the command's own where there is one, 1 if it cannot run, 2 for wrong arguments. On standard
 * output only `ready DIR`, once clients and servers can come; everything else goes to standard error.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import type { ChildExit } from "../directory/events.ts";
import { DEFAULT_FOLDER } from "../directory/socketFolder.ts";
import { type Runtime, startRuntime } from "../main.ts";
import { holdMountPoint, isolatedCommand } from "../system/isolate.ts";
import { loadSystem } from "../system/linux.ts";
import { buildShim } from "../system/shim.ts";
import type { System } from "../system/system.ts";
import { RUNTIME_USAGE, type RuntimeArguments, readRuntimeArguments } from "./runtimeOptions.ts";

const EXIT_USAGE = 2;
const EXIT_FAILED = 1;

const say = (line: string) => process.stderr.write(`legato-api: ${line}\n`);

export async function runtimeCommand(args: readonly string[]): Promise<number> {
  const separator = args.indexOf("--");
  // Behind `--` it is the command's.
  if (args.slice(0, separator < 0 ? args.length : separator).includes("--help")) {
    process.stdout.write(`${RUNTIME_USAGE}\n`);
    return 0;
  }
  const options = readRuntimeArguments(args, { readFile: (file) => readFileSync(file, "utf8"), userId });
  if (typeof options === "string") {
    say(`${options}\n\n${RUNTIME_USAGE}`);
    return EXIT_USAGE;
  }
  const missing = options.services.find((each) => !existsSync(each));
  if (missing !== undefined) {
    say(`--service ${missing}: no such file\n\n${RUNTIME_USAGE}`);
    return EXIT_USAGE;
  }
  for (const folder of options.apiFolders.filter((each) => !isFolder(each))) {
    say(`warning: --api-dir ${folder} is no folder: nothing is read there until the runtime is started again`);
  }
  const shim = options.shim ? buildShim({ source: SHIM_SOURCE }) : undefined;
  if (shim !== undefined && "problem" in shim) {
    say(shim.problem);
    return EXIT_FAILED;
  }
  const system = await loadSystem();
  const places = choosePlaces(system, options);
  try {
    const runtime = await startRuntime(system, { ...options, folder: places.folder }, say);
    if (typeof runtime === "string") {
      say(runtime);
      return EXIT_FAILED;
    }
    if (shim !== undefined && options.command.length === 0)
      say(`servers see the true pid of their clients with LD_PRELOAD=${shim.library}`);
    return await live(runtime, options, shim?.library);
  } finally {
    places.remove();
  }
}

/** Beside the bundle in the product. */
const SHIM_SOURCE = path.join(import.meta.dirname, "legatoClientCredentials.c");

interface Places {
  readonly folder: string;
  remove(): void;
}

/** An isolated command gets a private folder, bound over the default one. */
function choosePlaces(system: System, { folder, isolate }: RuntimeArguments): Places {
  if (!isolate) return { folder: folder ?? DEFAULT_FOLDER, remove: () => {} };
  const letGo = holdMountPoint(system, DEFAULT_FOLDER);
  const privateFolder = folder ?? mkdtempSync(path.join(process.env["XDG_RUNTIME_DIR"] ?? tmpdir(), "legato-"));
  return {
    folder: privateFolder,
    remove() {
      letGo();
      if (folder === undefined) rmSync(privateFolder, { recursive: true, force: true });
    },
  };
}

async function live(runtime: Runtime, options: RuntimeArguments, preload: string | undefined): Promise<number> {
  // A mistake in whatever looks at the events must not end every session with it.
  process.on("uncaughtException", (error) => say(`error: ${error.stack ?? error.message}; the relay goes on`));
  let command: RunningCommand | undefined;
  const asked = new Promise<number>((resolve) => {
    let times = 0;
    const ask = () => {
      times += 1;
      resolve(0);
      // Who asks again means it: the command has had its SIGTERM.
      if (times > 1) command?.child.kill("SIGKILL");
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
  });
  const failed = runtime.ended.then(
    () => 0,
    (error: unknown) => {
      say(`error: ${error instanceof Error ? error.message : String(error)}`);
      return EXIT_FAILED;
    },
  );
  try {
    process.stdout.write(`ready ${runtime.folder}\n`);
    const started = startCommand(runtime, options, preload);
    if (typeof started === "string") {
      say(started);
      return EXIT_FAILED;
    }
    command = started;
    const ends = [failed, asked, runtime.stopWished.then(() => 0), ...(command === undefined ? [] : [command.ended])];
    return await Promise.race(ends);
  } finally {
    command?.child.kill();
    // Why it failed was said.
    await runtime.stop().catch(() => {});
    await command?.ended;
  }
}

interface RunningCommand {
  readonly child: ChildProcess;
  /** The exit code, as a shell has it. */
  readonly ended: Promise<number>;
}

function startCommand(
  runtime: Runtime,
  { command, isolate }: RuntimeArguments,
  preload: string | undefined,
): RunningCommand | string | undefined {
  const [program, ...args] = command;
  if (program === undefined) return undefined;
  const user = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  const spawned = isolate ? isolatedCommand(runtime.folder, DEFAULT_FOLDER, command, user) : { file: program, args };
  if (typeof spawned === "string") return spawned;
  const env = preload === undefined ? process.env : { ...process.env, LD_PRELOAD: preload };
  const child = spawn(spawned.file, spawned.args, { stdio: "inherit", env });
  const exit = new Promise<ChildExit>((resolve, reject) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", reject);
  });
  if (child.pid !== undefined) runtime.control.ownChild(child.pid, exit);
  const ended = exit.then(
    ({ code, signal }) => code ?? 128 + constants.signals[signal ?? "SIGTERM"],
    (error: unknown) => {
      say(`${program} cannot be run: ${error instanceof Error ? error.message : String(error)}`);
      return 127;
    },
  );
  return { child, ended };
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** As the system knows users, directory services included. */
function userId(name: string): number | undefined {
  try {
    return Number(execFileSync("id", ["-u", "--", name], { encoding: "latin1", stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return undefined;
  }
}
