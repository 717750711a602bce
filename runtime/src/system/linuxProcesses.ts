/** How processes are doing: pidfds and /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { Errno } from "./errno.ts";
import { Pidfd, Poll, Socket } from "./layout.ts";
import type { Libc } from "./libc.ts";
import type { Processes } from "./system.ts";

export class LinuxProcesses implements Processes {
  readonly #libc: Libc;
  readonly #number = Buffer.allocUnsafeSlow(8);
  readonly #length = Buffer.allocUnsafeSlow(4);
  readonly #info = Buffer.allocUnsafeSlow(Pidfd.info.size);

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  pidfdOfPeer(fd: number): number {
    this.#length.writeUInt32LE(4);
    const result = this.#libc.getsockopt(fd, Socket.SOL_SOCKET, Socket.SO_PEERPIDFD, this.#number, this.#length);
    return result < 0 ? result : this.#number.readInt32LE(0);
  }

  pidfdOpen(pid: number): number {
    return this.#libc.syscall(Pidfd.SYS_pidfd_open, pid, 0);
  }

  hasExited(pidfd: number): boolean {
    this.#number.writeInt32LE(pidfd, 0);
    this.#number.writeUInt32LE(Poll.IN, Poll.events);
    return this.#libc.poll(this.#number, 1, 0) > 0;
  }

  exitStatus(pidfd: number): number | undefined {
    const { info } = Pidfd;
    this.#info.fill(0);
    this.#info.writeBigUInt64LE(Pidfd.INFO_EXIT, info.mask);
    if (this.#libc.ioctl(pidfd, Pidfd.GET_INFO, this.#info) < 0) return undefined;
    // An older kernel answers without the flag: it does not know, and the field is no answer.
    if ((this.#info.readBigUInt64LE(info.mask) & Pidfd.INFO_EXIT) === 0n) return undefined;
    return this.#info.readInt32LE(info.exitCode);
  }

  read(pid: number, file: string): string | undefined {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return undefined;
    }
  }

  threads(pid: number): readonly number[] {
    try {
      return readdirSync(`/proc/${pid}/task`).map(Number);
    } catch {
      return [];
    }
  }

  mayInspect(pid: number): boolean {
    try {
      readlinkSync(`/proc/${pid}/cwd`);
      return true;
    } catch (error) {
      // A dying process has no current folder any more (ENOENT); only a permission says that details are hidden.
      return !(
        error instanceof Error &&
        "errno" in error &&
        (error.errno === -Errno.EACCES || error.errno === -Errno.EPERM)
      );
    }
  }
}
