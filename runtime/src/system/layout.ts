/**
 * Offsets and numbers of the Linux interfaces in use, for little-endian 64-bit machines.
 *
 * x64 and arm64 agree on everything here but `struct epoll_event`, which x64 alone packs, and O_DIRECTORY. Sources: the kernel's uapi headers.
 */
import { constants } from "node:fs";

export const Socket = {
  AF_UNIX: 1,
  SOCK_SEQPACKET: 5,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
  SOL_SOCKET: 1,
  SO_SNDBUF: 7,
  SO_PEERCRED: 17,
  SO_SNDBUFFORCE: 32,
  SO_PEERPIDFD: 77,
  SCM_RIGHTS: 1,
  MSG_DONTWAIT: 0x40,
  MSG_NOSIGNAL: 0x4000,
  MSG_CMSG_CLOEXEC: 0x40000000,
  MSG_CTRUNC: 0x8,
  MSG_TRUNC: 0x20,
  SHUT_WR: 1,
  SHUT_RDWR: 2,
} as const;

/** struct sockaddr_un: u16 family, then the path; 107 bytes and a NUL fit. */
export const Address = { path: 2, size: 110, longestPath: 107 } as const;

/** struct msghdr, followed in our memory by its one iovec. */
export const MessageHeader = {
  iovec: 16,
  iovecCount: 24,
  control: 32,
  controlLength: 40,
  flags: 48,
  size: 56,
} as const;
export const Iovec = { base: 0, length: 8, size: 16 } as const;
/** struct cmsghdr: u64 length with the header, i32 level, i32 type, then the data; each padded to 8. */
export const ControlHeader = { length: 0, level: 8, type: 12, size: 16 } as const;

/** struct ucred: pid, uid, gid, 4 bytes each. */
export const UserCredentials = { pid: 0, uid: 4, gid: 8, size: 12 } as const;

export const Epoll = { ADD: 1, DELETE: 2, MODIFY: 3, CLOEXEC: 0o2000000 } as const;

/** struct epoll_event: u32 events, then u64 data, of which we use the low half. */
export function epollEventLayout(architecture: string): { readonly data: number; readonly size: number } {
  return architecture === "x64" ? { data: 4, size: 12 } : { data: 8, size: 16 };
}

export const Poll = { IN: 1, READ_HANGUP: 0x2000, events: 4, revents: 6, size: 8 } as const;

export const Pidfd = {
  /** System call numbers since 5.1 are the same everywhere. */
  SYS_pidfd_open: 434,
  /** ioctl PIDFD_GET_INFO of `struct pidfd_info` in its first, 64-byte form. */
  GET_INFO: 0xc040ff0b,
  INFO_EXIT: 8n,
  info: { mask: 0, exitCode: 60, size: 64 },
} as const;

export const Lock = { EXCLUSIVE: 2, NONBLOCK: 4 } as const;
/** O_DIRECTORY is Node's to say: the number of x64 is O_DIRECT on arm64, with which no folder opens. */
export const Open = { RDONLY: 0, DIRECTORY: constants.O_DIRECTORY, CLOEXEC: 0o2000000 } as const;
export const Fcntl = { DUPFD_CLOEXEC: 1030 } as const;
export const EventFd = { NONBLOCK: 0o4000, CLOEXEC: 0o2000000 } as const;
