/**
 * Starts a runtime that outlives this window, and connects to it.
 *
 * In: where the command's bundle is, the arguments of `legato-api runtime`. Out: a connection, or an error with the last lines of its log. It runs on the
 * editor's own Node (never the one on PATH), detached, because every Legato server dies with its service directory. Knows nothing of VS Code.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, watch } from "node:fs";
import path from "node:path";
import type { InspectorConnection } from "../inspector/connection.ts";
import { findRuntime } from "../inspector/runtimes.ts";

export interface RuntimeStart {
  /** `bin/legato-api.mjs`. */
  readonly command: string;
  /** Folder of inspector sockets. */
  readonly inspectors: string;
  readonly logFile: string;
  readonly client: string;
  /** Folder of the two sockets. */
  readonly directory: string;
  readonly apiFolders: readonly string[];
}

/** What names its folder here, for what it says about it. */
const SETTING = '"directory" in launch.json';
const LAST_LINES = 12;
/** Milliseconds. */
const PATIENCE = 30_000;

/** One that cannot be asked in time, as where its own folder of sockets is not private, is ended again. `patience`: milliseconds. */
export async function startRuntime(start: RuntimeStart, patience = PATIENCE): Promise<InspectorConnection> {
  mkdirSync(path.dirname(start.logFile), { recursive: true });
  mkdirSync(start.inspectors, { recursive: true, mode: 0o700 });
  const log = openSync(start.logFile, "w", 0o600);
  const apiFolders = start.apiFolders.flatMap((folder) => ["--api-dir", folder]);
  const folder = ["--dir", start.directory, "--dir-setting", SETTING];
  const child = spawn(process.execPath, [start.command, "runtime", ...folder, ...apiFolders], {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
  });
  closeSync(log);
  child.unref();
  const watcher = watch(start.inspectors);
  let timer: NodeJS.Timeout | undefined;
  try {
    let ended: Error | undefined;
    const end = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        ended = new Error(`The runtime does not answer, and was ended. ${lastLines(start.logFile)}`);
        child.kill();
        resolve();
      }, patience);
      child.once("error", (error) => {
        ended = new Error(`The runtime cannot be started: ${error.message}`);
        resolve();
      });
      child.once("exit", () => {
        ended = new Error(`The runtime ended at once. ${lastLines(start.logFile)}`);
        resolve();
      });
    });
    for (;;) {
      const changed = new Promise<void>((resolve) => watcher.once("change", () => resolve()));
      const connection = await findRuntime(start.inspectors, start.client, start.directory);
      if (connection !== undefined) return connection;
      await Promise.race([changed, end]);
      if (ended !== undefined) throw ended;
    }
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  } catch {
    return `Its log ${file} cannot be read.`;
  }
}
