/**
 * For tests: `legato-api` as a user starts it, made from the sources.
 *
 * Everything it started is ended by `stopAll`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundledRuntime } from "../../peers/testing/bundle.ts";

const started = new Set<ChildProcess>();

export interface RunningCommand {
  readonly child: ChildProcess;
  /** The product's folder. */
  readonly folder: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when standard output contains the text; rejects when the command ends without. */
  until(text: string): Promise<void>;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Where inspectors listen, unless a test has its own: not among the user's. */
let inspectors: string | undefined;

function privateEnvironment(): NodeJS.ProcessEnv {
  inspectors ??= mkdtempSync(path.join(tmpdir(), "legato-run-"));
  return { ...process.env, XDG_RUNTIME_DIR: inspectors };
}

export async function legatoApi(
  args: readonly string[],
  env: NodeJS.ProcessEnv = privateEnvironment(),
): Promise<RunningCommand> {
  const folder = path.dirname(await bundledRuntime());
  const command = path.join(folder, "bin/legato-api.mjs");
  const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  started.add(child);
  const printed = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
      for (const look of watchers) look();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      started.delete(child);
      resolve(code);
    });
  });
  return {
    child,
    folder,
    ended,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!printed.stdout.includes(text)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        ended.then(() => reject(new Error(`it ended without printing '${text}':\n${printed.stderr}`)));
      }),
  };
}

export async function stopAll(): Promise<void> {
  const ends = [...started].map((child) => new Promise((resolve) => child.once("close", resolve)));
  for (const child of started) child.kill("SIGKILL");
  await Promise.all(ends);
  if (inspectors !== undefined) rmSync(inspectors, { recursive: true, force: true });
  inspectors = undefined;
}
