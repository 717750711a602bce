/** Real processes of this machine: what the exit-cause classifier relies on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, describe, expect, it } from "vitest";
import { Errno } from "./errno.ts";
import { loadSystem } from "./linux.ts";

const system = await loadSystem();
const { processes, sockets } = system;
const pidfds: number[] = [];
afterAll(() => {
  for (const fd of pidfds) sockets.close(fd);
});

function watch(pid: number): number {
  const pidfd = processes.pidfdOpen(pid);
  expect(pidfd).toBeGreaterThanOrEqual(0);
  pidfds.push(pidfd);
  return pidfd;
}

describe("a process", () => {
  it("that lives has not exited, has threads and can be inspected", () => {
    const pidfd = watch(process.pid);
    expect(processes.hasExited(pidfd)).toBe(false);
    expect(processes.exitStatus(pidfd)).toBeUndefined();
    expect(processes.threads(process.pid)).toContain(process.pid);
    expect(processes.mayInspect(process.pid)).toBe(true);
    expect(processes.read(process.pid, "stat")).toContain(`${process.pid} (`);
  });

  it("that was reaped has exited, and the kernel tells how or says that it cannot", async () => {
    const child = spawn(process.execPath, ["-e", "process.exit(3)"]);
    const pidfd = watch(child.pid ?? -1);
    await once(child, "exit");
    expect(processes.hasExited(pidfd)).toBe(true);
    expect(processes.read(child.pid ?? -1, "stat")).toBeUndefined();
    expect(processes.threads(child.pid ?? -1)).toEqual([]);
    expect([3 << 8, undefined]).toContain(processes.exitStatus(pidfd));
  });

  it("at the other end of a socket has a pidfd, or the kernel is too old for that", () => {
    const ends = sockets.pair();
    if (typeof ends === "number") throw new Error("no socket pair");
    const pidfd = processes.pidfdOfPeer(ends[0]);
    if (pidfd < 0) expect([-Errno.ENOPROTOOPT, -Errno.EINVAL]).toContain(pidfd);
    else expect(processes.hasExited(pidfd)).toBe(false);
    if (pidfd >= 0) sockets.close(pidfd);
    for (const fd of ends) sockets.close(fd);
  });
});
