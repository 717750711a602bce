/**
 * What the runtime asks of the operating system: record sockets, readiness, and how processes are doing.
 *
 * Directory, relay, exit-cause classifier and peers know only these interfaces; `linux.ts` implements them with the C library,
 * `fake.ts` in memory for tests. Always holds: no call throws for what a peer, a process or a limit of the machine can do: a
 * number below 0 is `-errno` (errno.ts). No call blocks but `Poller.wait`. Descriptors made here are close-on-exec and non-blocking.
 */

/** Readiness bits of epoll (x86 and ARM alike). */
export const Ready = { IN: 0x1, OUT: 0x4, ERROR: 0x8, HANGUP: 0x10, READ_HANGUP: 0x2000 } as const;

/** Who is at the other end of a socket: who called `connect()`, or `listen()`. */
export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * One record in memory: bytes, and the descriptors that go with it. Reused for every record that passes, so that relaying one
 * allocates nothing.
 */
export interface Packet {
  /** Room for the bytes; a received record starts at 0. */
  readonly payload: Buffer;
  /** Descriptors received with the last record, or set to be sent. They belong to the holder of the packet until closed. */
  readonly descriptorCount: number;
  descriptor(index: number): number;
  setDescriptors(descriptors: readonly number[]): void;
  /** Closes the descriptors here; those in flight to a receiver are copies and stay. */
  closeDescriptors(): void;
  /** True if the last record was larger than `payload`, or had descriptors that could not be taken: that part is lost. */
  readonly truncated: boolean;
}

/** Waits for readiness. A registration is known by the `token` given with it, so a descriptor number used again is not mistaken. */
export interface Poller {
  add(fd: number, interest: number, token: number): number;
  modify(fd: number, interest: number, token: number): number;
  remove(fd: number): number;
  /** Blocks for at most `milliseconds` (-1: for ever, 0: not at all); answers the number of ready ones. */
  wait(milliseconds: number): number;
  /** Between two waits of 0: lets others that wait for this processor go first. */
  yield(): void;
  /** The same off this thread, for programs with an event loop of their own. One at a time. */
  waitAsync(done: (ready: number) => void): void;
  token(index: number): number;
  ready(index: number): number;
  close(): void;
}

export interface Sockets {
  /** A listening SOCK_SEQPACKET socket at a path that does not exist yet; it has its file mode before anybody can connect. */
  listen(path: string, mode: number): number;
  /** Connects to a path without waiting; EAGAIN: the backlog is full. */
  connect(path: string): number;
  accept(listener: number): number;
  /** Two ends of a new connection, or -errno. */
  pair(): readonly [number, number] | number;
  /** Names an end in the abstract name space (no file), to be read by the other end with getpeername(). */
  nameAbstract(fd: number, name: string): number;
  /** The abstract name of the other end; undefined if it has none. */
  peerName(fd: number): string | undefined;
  /** Bytes received, 0 for the end (or an empty record), or -errno. Takes the record's descriptors into the packet. */
  receive(fd: number, packet: Packet): number;
  /** Sends the first `length` bytes and the packet's descriptors as one record. The descriptors stay open here. */
  send(fd: number, packet: Packet, length: number): number;
  /** Sends a record without data that carries one descriptor, as the service directory does. */
  sendDescriptor(fd: number, passed: number): number;
  /** The other end reads the end of the stream; this end still receives. */
  shutdownWrite(fd: number): number;
  /** The other end sees that this one is gone, once it has read what it was sent. What it sent itself is still received here. */
  shutdown(fd: number): number;
  /** Makes room so that a record of so many bytes fits, as far as the kernel allows. */
  growSendBuffer(fd: number, bytes: number): number;
  /** True if the peer has closed or stopped sending. */
  hungUp(fd: number): boolean;
  credentials(fd: number): Credentials | undefined;
  close(fd: number): number;
  packet(capacity: number): Packet;
  /** The largest record that an unprivileged process can send on this machine, in bytes. */
  readonly largestRecord: number;
}

/** How processes are doing. Nothing here signals or stops one. */
export interface Processes {
  /** A descriptor that stands for the process at the other end of a socket, safe against a reused pid; -errno where the kernel has none. */
  pidfdOfPeer(fd: number): number;
  /** The same by pid: right only if the process cannot have died before. */
  pidfdOpen(pid: number): number;
  /** True if the process behind the pidfd has ended, all its threads included. */
  hasExited(pidfd: number): boolean;
  /** The wait status of a reaped process where the kernel keeps it (PIDFD_GET_INFO with its exit flag); otherwise undefined. */
  exitStatus(pidfd: number): number | undefined;
  /** A file of /proc/PID, undefined if it cannot be read. */
  read(pid: number, file: string): string | undefined;
  /** Names of the threads' folders in /proc/PID/task. */
  threads(pid: number): readonly number[];
  /** False if the kernel hides the details of this process from us, so that /proc/PID/stat shows zeros in their place. */
  mayInspect(pid: number): boolean;
}

/** A counter that wakes a poller from another thread: poll `fd` for IN, write 8 bytes (a u64 of 1) to it, `drain` in the waiting thread. */
export interface Wakeup {
  readonly fd: number;
  drain(): void;
}

export interface System {
  readonly sockets: Sockets;
  readonly processes: Processes;
  readonly userId: number;
  /** Throws if no descriptor is left. */
  poller(): Poller;
  wakeup(fd?: number): Wakeup;
  /** Locks a folder for as long as the returned descriptor is open (it ends with the process); -EAGAIN if another process has it. */
  lockFolder(path: string): number;
  /** A second number for what a descriptor refers to: cheap to have, to be closed when descriptors run out. */
  duplicate(fd: number): number;
}
