/**
 * Readiness of record sockets in a program that has Node's event loop: clients, services, and the runtime's main thread.
 *
 * Node itself cannot watch SOCK_SEQPACKET sockets; epoll_wait waits on a thread of its pool instead. Always holds: a program is kept alive
 * while it watches something, and ends by itself when it no longer does; a watch that was stopped is never called again.
 */
import { writeSync } from "node:fs";
import { loadSystem } from "../system/linux.ts";
import { type Poller, Ready, type System, type Wakeup } from "../system/system.ts";

const WAKE_TOKEN = 0;
const ONE = Buffer.alloc(8);
ONE.writeUInt8(1, 0);

export interface Watch {
  /** Which of `Ready` are looked for; errors and hang-ups always are. */
  set(interest: number): void;
  stop(): void;
}

export class EventLoop {
  readonly system: System;
  readonly #poller: Poller;
  readonly #wakeup: Wakeup;
  readonly #callbacks = new Map<number, (ready: number) => void>();
  #nextToken = WAKE_TOKEN + 1;
  #waiting = false;

  /** Throws if no descriptor is left. */
  constructor(system: System) {
    this.system = system;
    this.#poller = system.poller();
    this.#wakeup = system.wakeup();
    this.#poller.add(this.#wakeup.fd, Ready.IN, WAKE_TOKEN);
    // A thread that still waits would keep an exiting process from ending.
    process.once("exit", () => this.#wake());
  }

  watch(fd: number, interest: number, onReady: (ready: number) => void): Watch {
    const token = this.#nextToken++;
    this.#callbacks.set(token, onReady);
    this.#poller.add(fd, interest, token);
    this.#wait();
    let current = interest;
    return {
      set: (wanted) => {
        if (wanted === current || !this.#callbacks.has(token)) return;
        current = wanted;
        this.#poller.modify(fd, wanted, token);
      },
      stop: () => {
        if (!this.#callbacks.delete(token)) return;
        this.#poller.remove(fd);
        if (this.#callbacks.size === 0) this.#wake();
      },
    };
  }

  #wait(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#poller.waitAsync((count) => {
      this.#waiting = false;
      try {
        this.#dispatch(count);
      } finally {
        // What a program's own handler throws is the program's to catch, and the others are still waiting.
        if (this.#callbacks.size > 0) this.#wait();
      }
    });
  }

  #dispatch(count: number): void {
    // What is called may add and remove watches, so all is read first.
    const ready = Array.from(
      { length: count },
      (_, index) => [this.#poller.token(index), this.#poller.ready(index)] as const,
    );
    for (const [token, bits] of ready) {
      if (token === WAKE_TOKEN) this.#wakeup.drain();
      else this.#callbacks.get(token)?.(bits);
    }
  }

  #wake(): void {
    if (this.#waiting) writeSync(this.#wakeup.fd, ONE);
  }
}

let shared: Promise<EventLoop> | undefined;

/** The one of this process. Rejects with a sentence for the user where there is no Linux or no koffi. */
export function eventLoop(): Promise<EventLoop> {
  shared ??= loadSystem().then((system) => new EventLoop(system));
  return shared;
}
