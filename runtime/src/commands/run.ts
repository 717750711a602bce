/**
 * `legato-api run FILE`: runs a program in TypeScript that uses `legato-api/peers`, for instance a client.
 *
 * The program is a process of its own, with this Node.js, the folder of the directory's sockets and of `.api` files in its environment. Exit code: the
 * program's own, as a shell has it.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { isatty } from "node:tty";
import { parseArgs } from "node:util";
import { API_PATH_VARIABLE, apiFolders, DIRECTORY_VARIABLE, directoryFolder } from "../peers/environment.ts";
import { programFiles } from "../peers/programFiles.ts";
import { UsageError } from "./terminal.ts";

export const RUN_USAGE = `legato-api run [--dir D] [--api-dir D]... [--to-be-killed] FILE [ARGUMENTS...]

  FILE           a program in TypeScript or JavaScript, an ES module that may import legato-api/peers
  --dir D        folder of the directory's sockets
  --api-dir D    a folder with .api files
  --to-be-killed that it is killed by SIGKILL is no failure: the exit code is then 0

Example:
  legato-api run printClient.ts report photo`;

/** For an editor, which takes any other exit code for a mishap. */
const TO_BE_KILLED = "to-be-killed";

export async function runCommand(args: readonly string[]): Promise<number> {
  const at = fileAt(args);
  const { values } = parseArgs({
    args: args.slice(0, at),
    options: {
      dir: { type: "string" },
      "api-dir": { type: "string", multiple: true, default: [] },
      [TO_BE_KILLED]: { type: "boolean", default: false },
    },
  });
  const [file, ...rest] = args.slice(at);
  if (file === undefined) throw new UsageError("a file is needed");
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  const { register } = programFiles(import.meta.dirname);
  const folders = [...values["api-dir"].map((each) => path.resolve(each)), ...apiFolders()];
  const child = spawn(process.execPath, ["--import", register, path.resolve(file), ...rest], {
    // By the channel the program notices when this command is killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, [DIRECTORY_VARIABLE]: directoryFolder(values.dir), [API_PATH_VARIABLE]: folders.join(":") },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!terminalToldBoth(signal)) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const isWell = signal === "SIGKILL" && values[TO_BE_KILLED];
      resolve(isWell ? 0 : (code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
    });
  });
}

/**
 * Some signals a terminal sends to both of us: a second one would end a program that is just taking its leave. When it goes, it is no terminal any more as we hear of
 * it; an editor's sends SIGHUP to the command alone, and stays.
 */
function terminalToldBoth(signal: "SIGINT" | "SIGTERM" | "SIGHUP"): boolean {
  if (signal === "SIGTERM" || !process.stdin.isTTY) return false;
  return signal === "SIGINT" || !isatty(0);
}

/** Options end at the first word that is none; what follows the file is the program's own. */
function fileAt(args: readonly string[]): number {
  let at = 0;
  while (at < args.length && args[at]?.startsWith("--"))
    at += args[at]?.includes("=") || args[at] === `--${TO_BE_KILLED}` ? 1 : 2;
  return Math.min(at, args.length);
}
