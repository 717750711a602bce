/** SOCK_SEQPACKET sockets of the Unix family. */
import { chmodSync, readFileSync } from "node:fs";
import { Address, Poll, Socket, UserCredentials } from "./layout.ts";
import type { Libc } from "./libc.ts";
import { LinuxPacket } from "./linuxPacket.ts";
import type { Credentials, Packet, Sockets } from "./system.ts";

/** The service directory's own backlog (legato-ipc 1). */
const BACKLOG = 100;
/** What the kernel adds to a socket's buffer use for one record, generously. */
const RECORD_OVERHEAD = 4096;
const TYPE = Socket.SOCK_SEQPACKET | Socket.SOCK_NONBLOCK | Socket.SOCK_CLOEXEC;

export class LinuxSockets implements Sockets {
  readonly largestRecord: number;
  readonly #libc: Libc;
  readonly #scratch = Buffer.allocUnsafeSlow(16);
  readonly #length = Buffer.allocUnsafeSlow(4);
  /** Carries the one descriptor of `sendDescriptor`. */
  readonly #passer: LinuxPacket;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#passer = new LinuxPacket(libc, 0);
    // The kernel doubles what SO_SNDBUF asks for.
    this.largestRecord = Math.max(
      readNumber("/proc/sys/net/core/wmem_default"),
      2 * readNumber("/proc/sys/net/core/wmem_max"),
    );
  }

  listen(path: string, mode: number): number {
    const fd = this.#libc.socket(Socket.AF_UNIX, TYPE, 0);
    if (fd < 0) return fd;
    const address = pathAddress(path);
    let result = this.#libc.bind(fd, address, address.length);
    if (result >= 0) {
      chmodSync(path, mode);
      result = this.#libc.listen(fd, BACKLOG);
    }
    if (result >= 0) return fd;
    this.#libc.close(fd);
    return result;
  }

  connect(path: string): number {
    const fd = this.#libc.socket(Socket.AF_UNIX, TYPE, 0);
    if (fd < 0) return fd;
    const address = pathAddress(path);
    const result = this.#libc.connect(fd, address, address.length);
    if (result >= 0) return fd;
    this.#libc.close(fd);
    return result;
  }

  accept(listener: number): number {
    return this.#libc.accept4(listener, null, null, Socket.SOCK_NONBLOCK | Socket.SOCK_CLOEXEC);
  }

  pair(): readonly [number, number] | number {
    const result = this.#libc.socketpair(Socket.AF_UNIX, TYPE, 0, this.#scratch);
    return result < 0 ? result : [this.#scratch.readInt32LE(0), this.#scratch.readInt32LE(4)];
  }

  nameAbstract(fd: number, name: string): number {
    const address = pathAddress(`\0${name}`);
    return this.#libc.bind(fd, address, address.length - 1);
  }

  peerName(fd: number): string | undefined {
    const address = Buffer.allocUnsafeSlow(Address.size);
    this.#length.writeUInt32LE(Address.size);
    if (this.#libc.getpeername(fd, address, this.#length) < 0) return undefined;
    const end = this.#length.readUInt32LE(0);
    // An abstract name starts with a NUL and has no end but its length.
    return end <= Address.path + 1 || address[Address.path] !== 0
      ? undefined
      : address.toString("utf8", Address.path + 1, end);
  }

  receive(fd: number, packet: Packet): number {
    return own(packet).receive(fd);
  }

  send(fd: number, packet: Packet, length: number): number {
    return own(packet).send(fd, length);
  }

  sendDescriptor(fd: number, passed: number): number {
    this.#passer.setDescriptors([passed]);
    return this.#passer.sendWithoutData(fd);
  }

  shutdownWrite(fd: number): number {
    return this.#libc.shutdown(fd, Socket.SHUT_WR);
  }

  shutdown(fd: number): number {
    return this.#libc.shutdown(fd, Socket.SHUT_RDWR);
  }

  growSendBuffer(fd: number, bytes: number): number {
    this.#scratch.writeInt32LE(bytes + RECORD_OVERHEAD, 0);
    const forced = this.#libc.setsockopt(fd, Socket.SOL_SOCKET, Socket.SO_SNDBUFFORCE, this.#scratch, 4);
    return forced >= 0 ? forced : this.#libc.setsockopt(fd, Socket.SOL_SOCKET, Socket.SO_SNDBUF, this.#scratch, 4);
  }

  hungUp(fd: number): boolean {
    this.#scratch.writeInt32LE(fd, 0);
    this.#scratch.writeUInt32LE(Poll.READ_HANGUP, Poll.events);
    return this.#libc.poll(this.#scratch, 1, 0) > 0;
  }

  credentials(fd: number): Credentials | undefined {
    this.#length.writeUInt32LE(UserCredentials.size);
    if (this.#libc.getsockopt(fd, Socket.SOL_SOCKET, Socket.SO_PEERCRED, this.#scratch, this.#length) < 0)
      return undefined;
    return {
      pid: this.#scratch.readInt32LE(UserCredentials.pid),
      uid: this.#scratch.readUInt32LE(UserCredentials.uid),
      gid: this.#scratch.readUInt32LE(UserCredentials.gid),
    };
  }

  close(fd: number): number {
    return this.#libc.close(fd);
  }

  packet(capacity: number): Packet {
    return new LinuxPacket(this.#libc, capacity);
  }
}

/** A packet of another implementation cannot be handed to the kernel. */
function own(packet: Packet): LinuxPacket {
  if (packet instanceof LinuxPacket) return packet;
  throw new TypeError("the packet was not made by this system");
}

/** With its terminating NUL. Callers check the length of paths first; a longer one would name another file. */
function pathAddress(path: string): Buffer {
  const bytes = Buffer.from(path);
  if (bytes.length > Address.longestPath)
    throw new RangeError(`a socket path may have ${Address.longestPath} bytes: ${path}`);
  const address = Buffer.alloc(Address.path + bytes.length + 1);
  address.writeUInt16LE(Socket.AF_UNIX, 0);
  bytes.copy(address, Address.path);
  return address;
}

function readNumber(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, "latin1"), 10) || 0;
  } catch {
    // Without /proc/sys (some containers): the kernel's built-in default.
    return 212_992;
  }
}
