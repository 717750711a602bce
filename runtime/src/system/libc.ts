/**
 * The C library, through koffi: the only file that knows koffi.
 *
 * Only Buffers and integers cross (a host that forbids external ArrayBuffers, as Electron does, is fine with that). Out: functions
 * that answer their result or `-errno`, so that the error cannot be lost between two calls. Where it cannot be loaded, `loadLibc`
 * says why in a sentence.
 */

type Argument = number | bigint | Buffer | null;

/** Loads koffi and binds the functions. The promise rejects with an Error whose message a user can act on. */
export async function loadLibc() {
  if (process.platform !== "linux") {
    throw new Error(
      `Legato's IPC is that of Linux, and this is ${process.platform}. Run it in WSL, in a Linux container, or through Remote-SSH.`,
    );
  }
  if (process.arch !== "x64" && process.arch !== "arm64") {
    throw new Error(
      `The runtime knows the structures of x64 and arm64 Linux; this Node.js is built for ${process.arch}.`,
    );
  }
  const { default: koffi } = await import("koffi").catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The runtime needs the optional npm package koffi, which could not be loaded: ${reason}. Where npm installed legato-api, 'npm install koffi' brings it.`,
    );
  });
  // The C library is part of the process already; asking for it by file name would tie us to glibc's.
  const library = koffi.load(null);

  const answer = (result: unknown): number => (typeof result === "number" && result >= 0 ? result : -koffi.errno());
  const bind = (prototype: string) => {
    const call = library.func(prototype);
    return (...args: Argument[]): number => answer(call(...args));
  };
  /** Without an array of the arguments: the calls that are made for every record. */
  const bindHot = (prototype: string) => {
    const call = library.func(prototype);
    return (first: number, second: Buffer, third: number): number => answer(call(first, second, third));
  };
  const memcpy = library.func("void* memcpy(void*, void*, size_t)");
  const epollWait = library.func("int epoll_wait(int, void*, int, int)");
  const schedYield = library.func("int sched_yield()");

  return {
    socket: bind("int socket(int, int, int)"),
    bind: bind("int bind(int, void*, uint)"),
    listen: bind("int listen(int, int)"),
    connect: bind("int connect(int, void*, uint)"),
    accept4: bind("int accept4(int, void*, void*, int)"),
    socketpair: bind("int socketpair(int, int, int, void*)"),
    getpeername: bind("int getpeername(int, void*, void*)"),
    getsockopt: bind("int getsockopt(int, int, int, void*, void*)"),
    setsockopt: bind("int setsockopt(int, int, int, void*, uint)"),
    shutdown: bind("int shutdown(int, int)"),
    recvmsg: bindHot("int64 recvmsg(int, void*, int)"),
    sendmsg: bindHot("int64 sendmsg(int, void*, int)"),
    epollCreate: bind("int epoll_create1(int)"),
    epollCtl: bind("int epoll_ctl(int, int, int, void*)"),
    epollWait(epoll: number, events: Buffer, count: number, milliseconds: number): number {
      return answer(epollWait(epoll, events, count, milliseconds));
    },
    schedYield(): void {
      schedYield();
    },
    poll: bind("int poll(void*, size_t, int)"),
    eventfd: bind("int eventfd(uint, int)"),
    read: bind("int64 read(int, void*, size_t)"),
    duplicate: bind("int fcntl(int, int, int)"),
    close: bind("int close(int)"),
    flock: bind("int flock(int, int)"),
    open: bind("int open(void*, int)"),
    ioctl: bind("int ioctl(int, size_t, void*)"),
    /** For calls that the C library may not wrap yet. */
    syscall: bind("int64 syscall(int64, int64, int64)"),

    /** epoll_wait on a thread of the pool. */
    epollWaitAsync(epoll: number, events: Buffer, count: number, done: (result: number) => void): void {
      epollWait.async(epoll, events, count, -1, (error: unknown, result: unknown) =>
        done(error === null && typeof result === "number" ? result : -1),
      );
    },

    /** Where a Buffer lies. It must come from `allocUnsafeSlow`, whose memory does not move. */
    addressOf(buffer: Buffer): bigint {
      return koffi.address(memcpy(buffer, buffer, 0));
    },
  };
}

export type Libc = Awaited<ReturnType<typeof loadLibc>>;
