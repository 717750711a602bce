/**
 * The event loop of the relay's thread: one blocking wait, then one call for every descriptor that is ready.
 *
 * A handler may close any descriptor, its own or another's, and new ones may take over the number at once: every watch has a token of
 * its own, and what was ready for a watch that is gone by now is dropped.
 */
import type { Poller, System } from "../system/system.ts";

/**
 * Milliseconds of polling before the thread sleeps, while it pays: a thread that sleeps is woken through the other processor's idle state,
 * which takes longer than all that is done with a record, and an answer is mostly there within this time.
 */
const BUSY_POLL = 0.1;

/**
 * Milliseconds of a yield after which somebody else is known to want this processor. A thread that yields is asked last, by as much as a time
 * slice (milliseconds); one that slept is asked first. So it does not poll then for as long again, since the somebody may be no more than this
 * program's own main thread, and after each further one for twice as many times as long, up to the most. For that many it gives nobody way.
 */
const LONG_YIELD = 0.5;
const MOST_TIMES = 64;

export type OnReady = (ready: number) => void;

/** One descriptor in the loop. Closing the descriptor itself stays with its owner. */
export class Watch {
  readonly fd: number;
  readonly #loop: Loop;
  readonly #token: number;
  /** What epoll was told; undefined: not in epoll at all. */
  #interest: number | undefined;
  #stopped = false;

  constructor(loop: Loop, fd: number, token: number) {
    this.#loop = loop;
    this.fd = fd;
    this.#token = token;
  }

  /** undefined takes the descriptor out: a hang-up cannot be masked and would be reported for ever. Answers -errno. */
  set(interest: number | undefined): number {
    if (interest === this.#interest) return 0;
    const { poller } = this.#loop;
    const before = this.#interest;
    this.#interest = interest;
    if (interest === undefined) return poller.remove(this.fd);
    return before === undefined
      ? poller.add(this.fd, interest, this.#token)
      : poller.modify(this.fd, interest, this.#token);
  }

  stop(): void {
    this.set(undefined);
    this.#loop.forget(this.#token);
    this.#stopped = true;
  }

  /** `set`, for a timer that may come after `stop`. */
  resume(interest: number): void {
    if (!this.#stopped) this.set(interest);
  }
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class Loop {
  readonly poller: Poller;
  /** Counts the turns, so that a lane can tell that it was ready in two turns running. */
  turns = 0;
  readonly #handlers = new Map<number, OnReady>();
  #timers: Timer[] = [];
  readonly #now: () => number;
  #nextToken = 1;
  /** How many descriptors were ready in this turn. */
  #ready = 0;
  /** The last sleep was shorter than polling would have been. */
  #expectsSoon = false;
  /** The last long yield: when it was over, and how long it was. */
  #lost = { at: 0, milliseconds: 0 };
  /** How many times as long as the next long yield there is no polling after it. */
  #times = 1;
  #pollsFrom = 0;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(system: Pick<System, "poller">, now: () => number = () => performance.now()) {
    this.poller = system.poller();
    this.#now = now;
  }

  watch(fd: number, onReady: OnReady): Watch {
    const token = this.#nextToken;
    this.#nextToken = (this.#nextToken + 1) >>> 0;
    this.#handlers.set(token, onReady);
    return new Watch(this, fd, token);
  }

  forget(token: number): void {
    this.#handlers.delete(token);
  }

  /** Runs once, at least so many milliseconds from now. */
  after(milliseconds: number, run: () => void): void {
    this.#timers.push({ at: this.#now() + milliseconds, run });
    this.#timers.sort((a, b) => a.at - b.at);
  }

  /** One wait and what follows from it; how many were ready. `patience`: the longest wait in milliseconds, -1 without limit. */
  turn(patience: number): number {
    const ready = this.#wait(this.#untilNextTimer(patience));
    this.#ready = ready;
    this.turns += 1;
    for (let index = 0; index < ready; index++) {
      const handler = this.#handlers.get(this.poller.token(index));
      if (handler !== undefined) handler(this.poller.ready(index));
    }
    if (this.#timers.length > 0) this.#runTimers();
    return ready;
  }

  /**
   * For a handler that has woken a process and has more to do: the kernel may have put that process on this processor, where it would wait until
   * all is done. Does nothing while other descriptors are ready, whose peers would wait for as long as others have the processor.
   */
  giveWay(): void {
    const { at, milliseconds } = this.#lost;
    if (this.#ready <= 1 && this.#now() >= at + MOST_TIMES * milliseconds) this.#yield();
  }

  close(): void {
    this.poller.close();
  }

  /** Polls first where the last event was soon there; the first time that nothing comes it sleeps again, so an idle thread costs nothing. */
  #wait(patience: number): number {
    const start = this.#now();
    if (this.#expectsSoon && patience !== 0 && start >= this.#pollsFrom) {
      do {
        const ready = this.poller.wait(0);
        if (ready !== 0) return ready;
      } while (this.#yield() - start < BUSY_POLL);
    }
    const ready = this.poller.wait(patience);
    this.#expectsSoon = ready > 0 && this.#now() - start < BUSY_POLL;
    return ready;
  }

  /** Lets others have the processor; the time when it is ours again. */
  #yield(): number {
    const start = this.#now();
    this.poller.yield();
    const end = this.#now();
    const milliseconds = end - start;
    if (milliseconds < LONG_YIELD) {
      this.#times = 1;
    } else {
      this.#lost = { at: end, milliseconds };
      this.#pollsFrom = end + this.#times * milliseconds;
      this.#times = Math.min(2 * this.#times, MOST_TIMES);
    }
    return end;
  }

  #untilNextTimer(patience: number): number {
    const next = this.#timers[0];
    if (next === undefined) return patience;
    const wait = Math.max(0, Math.ceil(next.at - this.#now()));
    return patience < 0 ? wait : Math.min(patience, wait);
  }

  #runTimers(): void {
    const now = this.#now();
    const due = this.#timers.filter((timer) => timer.at <= now);
    this.#timers = this.#timers.filter((timer) => timer.at > now);
    for (const timer of due) timer.run();
  }
}
