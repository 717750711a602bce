/**
 * The Linux error numbers the runtime acts on, and sentences for those a user may meet.
 *
 * System calls answer a result >= 0 or a negative error number; `describeError` turns either sign into words. The numbers are those of
 * asm-generic/errno*.h, which x64, arm64 and riscv64 share.
 */

export const Errno = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EEXIST: 17,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOSPC: 28,
  EPIPE: 32,
  ENAMETOOLONG: 36,
  ENOTSOCK: 88,
  EMSGSIZE: 90,
  EPROTOTYPE: 91,
  ENOPROTOOPT: 92,
  EADDRINUSE: 98,
  ECONNRESET: 104,
  ENOBUFS: 105,
  ENOTCONN: 107,
  ETOOMANYREFS: 109,
  ECONNREFUSED: 111,
} as const;

const words: ReadonlyMap<number, string> = new Map([
  [Errno.EPERM, "not permitted"],
  [Errno.ENOENT, "no such file or folder"],
  [Errno.ESRCH, "no such process"],
  [Errno.EACCES, "permission denied"],
  [Errno.ENOMEM, "out of memory"],
  [Errno.ENFILE, "the system has no file descriptors left"],
  [Errno.EMFILE, "the process has no file descriptors left (see ulimit -n)"],
  [Errno.ENOSPC, "no space left"],
  [Errno.EPIPE, "the other side is gone"],
  [Errno.ENAMETOOLONG, "the path is too long"],
  [Errno.EMSGSIZE, "the record is too large for the socket"],
  [Errno.EADDRINUSE, "the address is in use"],
  [Errno.ECONNRESET, "the other side is gone"],
  [Errno.ENOBUFS, "out of buffers"],
  [Errno.ECONNREFUSED, "nobody is listening there"],
]);

const names: ReadonlyMap<number, string> = new Map(Object.entries(Errno).map(([name, number]) => [number, name]));

/** `ECONNREFUSED: nobody is listening there`. */
export function describeError(result: number): string {
  const number = Math.abs(result);
  const name = names.get(number) ?? `error ${number}`;
  const text = words.get(number);
  return text === undefined ? name : `${name}: ${text}`;
}
