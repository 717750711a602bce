/**
 * The folder with the directory's two sockets: made, checked, locked, and cleaned up.
 *
 * In: its path. Out: two listening sockets, or a sentence for the user why there are none. Always holds: a folder that is a symbolic
 * link, another user's, or full of other things is refused; a Legato system that answers there is named and left alone; stale sockets of
 * a dead one are replaced; one runtime at a time has the folder (a lock that ends with the process); `close` leaves nothing
 * behind that was not there before.
 */
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { describeError, Errno } from "../system/errno.ts";
import { Address } from "../system/layout.ts";
import type { System } from "../system/system.ts";

/** Where liblegato looks unless it was built otherwise (LE_CONFIG_RUNTIME_DIR). */
export const DEFAULT_FOLDER = "/tmp/legato";
const SERVER_SOCKET = "serviceDirectoryServer";
const CLIENT_SOCKET = "serviceDirectoryClient";

export interface SocketFolder {
  readonly path: string;
  readonly serverListener: number;
  readonly clientListener: number;
  /** Removes the sockets: nobody new comes. Those connected stay so. */
  unpublish(): void;
  /** Closes everything and removes what `openSocketFolder` made. */
  close(): void;
}

export function serverSocketPath(folder: string): string {
  return path.join(folder, SERVER_SOCKET);
}

export function clientSocketPath(folder: string): string {
  return path.join(folder, CLIENT_SOCKET);
}

/** `setting`: what names the folder, for a user who has to name another one. */
export function openSocketFolder(
  system: System,
  folder: string,
  shared: boolean,
  setting = "--dir",
): SocketFolder | string {
  const sockets = [serverSocketPath(folder), clientSocketPath(folder)];
  const longest = Math.max(...sockets.map((each) => Buffer.byteLength(each)));
  if (longest > Address.longestPath) {
    return `The folder ${folder} has too long a name: with ${SERVER_SOCKET} it makes ${longest} bytes, and a socket's path may have ${Address.longestPath}. Give a shorter one with ${setting}.`;
  }
  const made = makeFolder(path.resolve(folder));
  if (made instanceof Error) return `The folder ${folder} cannot be made: ${made.message}`;
  const removeFolders = () => removeEmpty(folder, made);

  const problem = checkFolder(system, folder, shared, setting) ?? answers(system, folder, setting);
  if (problem !== undefined) {
    removeFolders();
    return problem;
  }
  const lock = system.lockFolder(folder);
  if (lock < 0) {
    return lock === -Errno.EAGAIN
      ? `Another runtime is just starting in ${folder}. It was left alone.`
      : `The folder ${folder} cannot be locked (${describeError(lock)}).`;
  }
  // Nobody answered and nobody else has the lock: what lies there is stale.
  for (const each of sockets) rmSync(each, { force: true });
  const mode = shared ? 0o666 : 0o600;
  const [serverListener = -1, clientListener = -1] = sockets.map((each) => system.sockets.listen(each, mode));
  const unpublish = () => {
    for (const each of sockets) rmSync(each, { force: true });
  };
  const close = () => {
    unpublish();
    for (const fd of [serverListener, clientListener, lock]) if (fd >= 0) system.sockets.close(fd);
    removeFolders();
  };
  const failed = Math.min(serverListener, clientListener);
  if (failed < 0) {
    close();
    return `The sockets in ${folder} cannot be made (${describeError(failed)}).`;
  }
  return { path: folder, serverListener, clientListener, unpublish, close };
}

/** The topmost folder that had to be made, undefined if it was there. Step by step: Node's recursive mkdir never returns below /proc. */
function makeFolder(folder: string): string | undefined | Error {
  const missing: string[] = [];
  try {
    for (let each = folder; !exists(each); each = path.dirname(each)) missing.unshift(each);
    for (const each of missing) mkdirSync(each, { mode: 0o700 });
    return missing[0];
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A link that leads nowhere is something, too. */
function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function checkFolder(system: System, folder: string, shared: boolean, setting: string): string | undefined {
  try {
    const stat = lstatSync(folder);
    if (stat.isSymbolicLink())
      return `${folder} is a symbolic link. It was not followed: give the real folder with ${setting}.`;
    if (!stat.isDirectory()) return `${folder} is not a folder. Give another one with ${setting}.`;
    if (stat.uid !== system.userId)
      return `${folder} belongs to user ${stat.uid}, not to you. Give a folder of your own with ${setting}.`;
    const mode = shared ? 0o701 : 0o700;
    if ((stat.mode & 0o777) === mode) return undefined;
    const others = readdirSync(folder).filter((name) => name !== SERVER_SOCKET && name !== CLIENT_SOCKET);
    if (others.length > 0 && (stat.mode & 0o777) !== 0o700) {
      return `${folder} is open to other users and holds other things (${others[0]}). Give a folder for the sockets alone with ${setting}.`;
    }
    chmodSync(folder, mode);
    return undefined;
  } catch (error) {
    return `The folder ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A sentence if somebody answers there. */
function answers(system: System, folder: string, setting: string): string | undefined {
  for (const each of [clientSocketPath(folder), serverSocketPath(folder)]) {
    const fd = system.sockets.connect(each);
    if (fd >= 0) {
      const pid = system.sockets.credentials(fd)?.pid;
      system.sockets.close(fd);
      return `A Legato service directory answers in ${folder} already: ${describe(system, pid)}. It was left alone. Stop it, or give this runtime another folder with ${setting}.`;
    }
    if (fd === -Errno.EAGAIN) return `A Legato service directory in ${folder} is busy. It was left alone.`;
  }
  return undefined;
}

function describe(system: System, pid: number | undefined): string {
  if (pid === undefined || pid <= 0) return "a process that cannot be seen from here";
  const commandLine = system.processes.read(pid, "cmdline")?.split("\0").join(" ").trim() ?? "";
  const name = commandLine === "" ? system.processes.read(pid, "comm")?.trim() : commandLine;
  return name === undefined ? `pid ${pid}` : `${name} (pid ${pid})`;
}

function removeEmpty(folder: string, topmost: string | undefined): void {
  if (topmost === undefined) return;
  for (let each = folder; each.startsWith(topmost); each = path.dirname(each)) {
    try {
      rmdirSync(each);
    } catch {
      // Somebody put something there: it stays.
      return;
    }
  }
}
