/**
 * `legato-api isolate --dir D -- COMMAND...`: runs a command with the socket folder D in the place of `/tmp/legato`, beside a runtime that is
 * already running. Exit code: the command's own; 1 where the kernel does not allow it; 2 for wrong arguments.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { DEFAULT_FOLDER } from "../directory/socketFolder.ts";
import { holdMountPoint, isolatedCommand } from "../system/isolate.ts";
import { loadSystem } from "../system/linux.ts";
import { UsageError } from "./terminal.ts";

export const ISOLATE_USAGE = "legato-api isolate --dir FOLDER -- COMMAND...";

/** Those by which a command is asked to end. */
const PASSED = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

export async function isolateCommand(args: readonly string[]): Promise<number> {
  const [flag, folder, separator, ...command] = args;
  if (flag !== "--dir" || folder === undefined || separator !== "--" || command.length === 0) {
    throw new UsageError("a folder is needed, and a command");
  }
  const letGo = holdMountPoint(await loadSystem(), DEFAULT_FOLDER);
  const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const isolated = isolatedCommand(folder, DEFAULT_FOLDER, command, user);
  if (typeof isolated === "string") {
    process.stderr.write(`legato-api: ${isolated}\n`);
    letGo();
    return 1;
  }
  const child = spawn(isolated.file, isolated.args, { stdio: "inherit" });
  // Whoever ends this command means the one that it runs.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of PASSED) process.on(signal, pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of PASSED) process.off(signal, pass);
    letGo();
  }
}
