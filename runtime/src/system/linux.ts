/** The operating system as Linux's C library gives it. `loadSystem` rejects with a sentence for the user where that is not to be had. */
import { EventFd, Fcntl, Lock, Open } from "./layout.ts";
import { type Libc, loadLibc } from "./libc.ts";
import { LinuxPoller } from "./linuxPoller.ts";
import { LinuxProcesses } from "./linuxProcesses.ts";
import { LinuxSockets } from "./linuxSockets.ts";
import type { System, Wakeup } from "./system.ts";

export async function loadSystem(): Promise<System> {
  const libc = await loadLibc();
  return {
    sockets: new LinuxSockets(libc),
    processes: new LinuxProcesses(libc),
    userId: process.geteuid?.() ?? 0,
    poller: () => new LinuxPoller(libc),
    wakeup: (fd) => wakeup(libc, fd),
    lockFolder: (path) => lockFolder(libc, path),
    duplicate: (fd) => libc.duplicate(fd, Fcntl.DUPFD_CLOEXEC, 0),
  };
}

function wakeup(libc: Libc, existing: number | undefined): Wakeup {
  const fd = existing ?? libc.eventfd(0, EventFd.NONBLOCK | EventFd.CLOEXEC);
  if (fd < 0) throw new Error("no descriptor is left for an eventfd");
  const counter = Buffer.allocUnsafeSlow(8);
  return {
    fd,
    drain() {
      libc.read(fd, counter, 8);
    },
  };
}

function lockFolder(libc: Libc, path: string): number {
  const fd = libc.open(Buffer.from(`${path}\0`), Open.RDONLY | Open.DIRECTORY | Open.CLOEXEC);
  if (fd < 0) return fd;
  const locked = libc.flock(fd, Lock.EXCLUSIVE | Lock.NONBLOCK);
  if (locked >= 0) return fd;
  libc.close(fd);
  return locked;
}
