/** epoll, level-triggered. The token given at registration comes back with the event; nothing is allocated per event. */
import { Errno } from "./errno.ts";
import { Epoll, epollEventLayout } from "./layout.ts";
import type { Libc } from "./libc.ts";
import type { Poller } from "./system.ts";

/** Events taken at once: enough to serve a burst, few enough that commands are looked at often. */
const BATCH = 64;

export class LinuxPoller implements Poller {
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #layout = epollEventLayout(process.arch);
  readonly #events: Buffer;
  readonly #change: Buffer;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#epoll = libc.epollCreate(Epoll.CLOEXEC);
    if (this.#epoll < 0) throw new Error("no descriptor is left for epoll");
    this.#events = Buffer.allocUnsafeSlow(this.#layout.size * BATCH);
    this.#change = Buffer.alloc(this.#layout.size);
  }

  add(fd: number, interest: number, token: number): number {
    return this.#control(Epoll.ADD, fd, interest, token);
  }

  modify(fd: number, interest: number, token: number): number {
    return this.#control(Epoll.MODIFY, fd, interest, token);
  }

  remove(fd: number): number {
    return this.#control(Epoll.DELETE, fd, 0, 0);
  }

  wait(milliseconds: number): number {
    const ready = this.#libc.epollWait(this.#epoll, this.#events, BATCH, milliseconds);
    // A signal is no event of ours; the loop looks again.
    return ready === -Errno.EINTR ? 0 : ready;
  }

  yield(): void {
    this.#libc.schedYield();
  }

  waitAsync(done: (ready: number) => void): void {
    this.#libc.epollWaitAsync(this.#epoll, this.#events, BATCH, (ready) => done(Math.max(0, ready)));
  }

  token(index: number): number {
    return this.#events.readUInt32LE(index * this.#layout.size + this.#layout.data);
  }

  ready(index: number): number {
    return this.#events.readUInt32LE(index * this.#layout.size);
  }

  close(): void {
    this.#libc.close(this.#epoll);
  }

  #control(operation: number, fd: number, interest: number, token: number): number {
    this.#change.writeUInt32LE(interest, 0);
    this.#change.writeUInt32LE(token, this.#layout.data);
    return this.#libc.epollCtl(this.#epoll, operation, fd, this.#change);
  }
}
