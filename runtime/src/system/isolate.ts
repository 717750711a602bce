/**
 * Running a command with a `/tmp/legato` of its own: stock liblegato has that folder compiled in.
 *
 * In: the folder that shall appear there, the command. Out: what to spawn, or a sentence why the kernel does not allow it. It is
 * util-linux's unshare: a user namespace (to be allowed to mount) and a mount namespace with the folder bound over the mount point; then a
 * second user namespace, so that the command keeps its own user instead of being root there (liblegato behaves differently as root). The
 * process id stays the same from the first program to the command.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmdirSync } from "node:fs";
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
  // Another one that just ended may have removed the mount point.
  const script = 'mkdir -p -m 700 "$1" && mount --bind "$0" "$1" && shift && exec "$@"';
  return {
    file: "unshare",
    args: [...NAMESPACES, "sh", "-c", script, folder, mountPoint, ...asUser(user), ...command],
  };
}

function asUser({ uid, gid }: { readonly uid: number; readonly gid: number }): readonly string[] {
  return uid === 0 ? [] : ["unshare", "--user", `--map-user=${uid}`, `--map-group=${gid}`, "--"];
}

/**
 * Removes the mount point when nobody has a use for it: removing it would take away the mount of every other namespace too. A runtime that
 * serves the folder itself has it locked.
 */
export function removeMountPoint(system: System, mountPoint: string): void {
  const lock = system.lockFolder(mountPoint);
  if (lock < 0) return;
  try {
    if (!isMountedSomewhere(mountPoint)) rmdirSync(mountPoint);
  } catch {
    // It is not empty, or not ours: it stays.
  } finally {
    system.sockets.close(lock);
  }
}

function isMountedSomewhere(mountPoint: string): boolean {
  return readdirSync("/proc").some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const mounts = readFileSync(`/proc/${name}/mountinfo`, "utf8").split("\n");
      return mounts.some((line) => line.split(" ")[4] === mountPoint);
    } catch {
      // It has ended, or is another user's.
      return false;
    }
  });
}
