/**
 * When the server works: in slices of the event loop, so that a message never waits longer than one.
 *
 * In: `work`, which does one slice and tells whether there is more. Changes in a row are taken together: nothing is done before a round of the event loop
 * brought none, because messages arrive one in a round; but nobody waits longer than `longestBurst` for the first of them. Only one slice runs at a time,
 * also where it waits for something.
 */
const sliceMilliseconds = 8;
const longestBurstMilliseconds = 100;

/** Told to a slice while it runs: true when it should let others have their turn. */
export type ShouldYield = () => boolean;

export class Slices {
  readonly #work: (shouldYield: ShouldYield) => Promise<boolean>;
  #isStopped = true;
  #isScheduled = false;
  #isRunning = false;
  #hasChanged = false;
  #burstStart: number | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(work: (shouldYield: ShouldYield) => Promise<boolean>) {
    this.#work = work;
  }

  /** Nothing is done before. */
  start(): void {
    this.#isStopped = false;
    this.request();
  }

  /** Nothing is done after the slice that is under way. */
  stop(): void {
    this.#isStopped = true;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** There is work to do. */
  request(): void {
    if (!this.#isScheduled && !this.#isRunning && !this.#isStopped) {
      this.#isScheduled = true;
      setImmediate(() => this.#turn());
    }
  }

  /** There is work to do, and more like it may be on its way: a key was pressed. */
  requestAfterBurst(): void {
    this.#hasChanged = true;
    this.#burstStart ??= performance.now();
    this.request();
  }

  /** Resolves when nothing is left to do. */
  idle(): Promise<void> {
    return this.#isScheduled || this.#isRunning
      ? new Promise((resolve) => this.#idleWaiters.push(resolve))
      : Promise.resolve();
  }

  #turn(): void {
    this.#isScheduled = false;
    if (this.#isStopped) {
      this.#wakeWaiters();
    } else if (this.#isBurstUnderWay()) {
      this.#hasChanged = false;
      this.request();
    } else {
      this.#hasChanged = false;
      this.#burstStart = undefined;
      void this.#run();
    }
  }

  #isBurstUnderWay(): boolean {
    return this.#hasChanged && performance.now() - (this.#burstStart ?? 0) < longestBurstMilliseconds;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const deadline = performance.now() + sliceMilliseconds;
    const hasMore = await this.#work(() => this.#isStopped || this.#hasChanged || performance.now() >= deadline);
    this.#isRunning = false;
    if (hasMore && !this.#isStopped) {
      this.request();
    } else {
      this.#wakeWaiters();
    }
  }

  #wakeWaiters(): void {
    for (const resolve of this.#idleWaiters.splice(0)) {
      resolve();
    }
  }
}
