/**
 * Where the inspectors of a user's runtimes listen: `$XDG_RUNTIME_DIR/legato-api/PID.sock`, or `/tmp/legato-api-UID/PID.sock` where that is not
 * set (`TMPDIR` in place of `/tmp` if it is).
 *
 * In: the environment. Out: paths; a folder that is private, or a sentence why it cannot be used. docs/inspector.md tells this rule to clients.
 * Always holds: the folder outlives its runtimes. Editors watch it for the next one, and would watch a removed folder for ever; another runtime may be
 * about to listen in it.
 */
import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** `uid`: the user's number. */
export function inspectorFolder(uid: number, environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment["XDG_RUNTIME_DIR"];
  return base !== undefined && path.isAbsolute(base)
    ? path.join(base, "legato-api")
    : path.join(tmpdir(), `legato-api-${uid}`);
}

export function inspectorSocket(folder: string, pid: number): string {
  return path.join(folder, `${pid}.sock`);
}

/** Sockets of running and of dead runtimes, in no order. */
export function inspectorSockets(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+\.sock$/.test(name))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** Makes the folder if need be. A sentence if it is not the user's own and private. */
export function privateFolderProblem(folder: string, uid: number): string | undefined {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      return `${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  const stat = lstatSync(folder);
  if (stat.isSymbolicLink()) return `${folder} is a symbolic link, and so not to be trusted`;
  if (!stat.isDirectory()) return `${folder} is no folder`;
  if (stat.uid !== uid) return `${folder} belongs to user ${stat.uid}`;
  if ((stat.mode & 0o077) !== 0) return `${folder} is open to others: chmod 700 it`;
  return undefined;
}
