/**
 * Running a command with a `/tmp/legato` of its own: stock liblegato has that folder compiled in.
 *
 * In: the folder that shall appear there, the command. Out: what to spawn, or a sentence why the kernel does not allow it. It is
 * util-linux's unshare: a user namespace (to be allowed to mount) and a mount namespace with the folder bound over the mount point; then a
 * second user namespace, so that the command keeps its own user instead of being root there (liblegato behaves differently as root). The
 * process id stays the same from the first program to the command.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmdirSync } from "node:fs";
import type { System } from "./system.ts";

export interface IsolatedCommand {
  readonly file: string;
  readonly args: readonly string[];
}

const NAMESPACES = ["--user", "--map-root-user", "--mount", "--propagation", "private", "--"];

export function isolatedCommand(
  folder: string,
  mountPoint: string,
  command: readonly string[],
  user: { readonly uid: number; readonly gid: number },
): IsolatedCommand | string {
  const probe = spawnSync("unshare", [...NAMESPACES, "true"], { encoding: "utf8" });
  if (probe.error !== undefined) {
    return `--isolate needs the program unshare (package util-linux), which could not be run: ${probe.error.message}`;
  }
  if (probe.status !== 0) {
    return [
      `--isolate is not possible here: the kernel allows this user no namespace of its own (${probe.stderr.trim()}).`,
      "Some distributions switch that off (sysctl kernel.apparmor_restrict_unprivileged_userns or kernel.unprivileged_userns_clone),",
      "and containers often forbid it. Without it use the default folder, one system at a time.",
    ].join("\n");
  }
  // Another one that is just ending may remove the mount point after it was made.
  const mount = 'mkdir -p -m 700 "$1" && mount --bind "$0" "$1"';
  const script = `{ ${mount}; } 2>/dev/null || { ${mount}; } && shift && exec "$@"`;
  return {
    file: "unshare",
    args: [...NAMESPACES, "sh", "-c", script, folder, mountPoint, ...asUser(user), ...command],
  };
}

function asUser({ uid, gid }: { readonly uid: number; readonly gid: number }): readonly string[] {
  return uid === 0 ? [] : ["unshare", "--user", `--map-user=${uid}`, `--map-group=${gid}`, "--"];
}

/**
 * Holds the mount point for as long as an isolated command runs: removing it would take away the mount of every namespace. What is returned
 * lets go, and removes it when nobody else holds it or uses it. Held by an abstract socket name, which ends with the process.
 */
export function holdMountPoint(system: System, mountPoint: string): () => void {
  const { sockets } = system;
  const ends = sockets.pair();
  if (typeof ends === "number") return () => {};
  const mark = `legato-isolated${mountPoint}/`;
  sockets.nameAbstract(ends[0], `${mark}${process.pid}`);
  return () => {
    for (const end of ends) sockets.close(end);
    if (!isMarked(mark)) removeMountPoint(system, mountPoint);
  };
}

function isMarked(mark: string): boolean {
  try {
    return readFileSync("/proc/net/unix", "latin1").includes(`@${mark}`);
  } catch {
    return true; // cannot be known: it stays
  }
}

/** A runtime that serves the folder itself has it locked. */
function removeMountPoint(system: System, mountPoint: string): void {
  const lock = system.lockFolder(mountPoint);
  if (lock < 0) return;
  try {
    rmdirSync(mountPoint);
  } catch {
    // It is not empty, or not ours: it stays.
  } finally {
    system.sockets.close(lock);
  }
}
