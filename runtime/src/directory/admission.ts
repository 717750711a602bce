/**
 * Who may connect at all: users, and as many as there are file descriptors for.
 *
 * In: the listening sockets. Out: accepted connections with the credentials of who connected. Always holds: a listener for which the
 * kernel has no resources does not spin; running out is said once, and again only after it was over.
 */
import { describeError, Errno } from "../system/errno.ts";
import { type Credentials, Ready } from "../system/system.ts";
import type { RelayContext } from "./context.ts";
import type { Watch } from "./loop.ts";
import { notice } from "./notice.ts";

/** Descriptor numbers kept free for the open sessions, whose records may carry some, and for servers; of a low limit at most this share. */
const SPARE_DESCRIPTORS = 64;
const SPARE_SHARE = 1 / 4;
/** Connections taken in one turn. */
const ACCEPT_BATCH = 32;
/** Milliseconds until a listener for which the kernel had no resources is tried again. */
const RETRY_AFTER = 50;

export interface AdmissionOptions {
  /** Admit other users than our own (and root). */
  readonly shared: boolean;
  /** Highest number of open files. */
  readonly descriptorLimit: number;
}

export class Admission {
  readonly #context: RelayContext;
  readonly #options: AdmissionOptions;
  #exhausted = false;

  constructor(context: RelayContext, options: AdmissionOptions) {
    this.#context = context;
    this.#options = options;
  }

  listen(listener: number, enter: (fd: number, credentials: Credentials) => void): Watch {
    const watch = this.#context.loop.watch(listener, () => {
      for (let count = 0; count < ACCEPT_BATCH; count++) {
        const fd = this.#context.system.sockets.accept(listener);
        if (fd < 0) {
          if (fd !== -Errno.EAGAIN && fd !== -Errno.EINTR) this.#pause(watch, fd);
          return;
        }
        const credentials = this.#context.system.sockets.credentials(fd);
        if (credentials === undefined || !this.#admits(credentials)) this.#turnAway(fd, credentials);
        else enter(fd, credentials);
      }
    });
    watch.set(Ready.IN);
    return watch;
  }

  /** True if this connection takes one of the spare descriptors, so that its client is to be refused. */
  isShort(fd: number): boolean {
    const { descriptorLimit } = this.#options;
    const spare = Math.min(SPARE_DESCRIPTORS, Math.floor(descriptorLimit * SPARE_SHARE));
    if (fd < descriptorLimit - spare) {
      this.#exhausted = false;
      return false;
    }
    const text = `of ${descriptorLimit} file descriptors (ulimit -n) the last ${spare} are kept for what is open`;
    this.noteExhaustion(text);
    return true;
  }

  noteExhaustion(detail: string): void {
    if (this.#exhausted) return;
    this.#exhausted = true;
    notice(this.#context, "error", `new sessions are refused, open ones go on: ${detail}`);
  }

  /** The backlog stays readable while nobody can be accepted: looking away for a moment is all there is to do. */
  #pause(watch: Watch, error: number): void {
    watch.set(undefined);
    this.noteExhaustion(describeError(error));
    this.#context.loop.after(RETRY_AFTER, () => watch.resume(Ready.IN));
  }

  #admits({ uid }: Credentials): boolean {
    return this.#options.shared || uid === this.#context.system.userId || uid === 0;
  }

  #turnAway(fd: number, credentials: Credentials | undefined): void {
    this.#context.system.sockets.close(fd);
    const who = credentials === undefined ? "somebody" : `pid ${credentials.pid} of user ${credentials.uid}`;
    notice(this.#context, "warning", `${who} was turned away: other users need --shared`);
  }
}
