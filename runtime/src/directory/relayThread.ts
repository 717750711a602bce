/**
 * The relay's thread as the main thread sees it: starts it, hands its events on, passes commands to it.
 *
 * In: the listening sockets and options. Out: `RelayControl`, and every event to the sink. Always holds: nothing that happens here, an
 * exception in the sink included, stops the relay; while records may be held the heartbeat runs as long as this thread does; of a
 * process that was announced with `ownChild` the end is known even where the kernel has forgotten it.
 */
import { writeSync } from "node:fs";
import { constants } from "node:os";
import { Worker } from "node:worker_threads";
import type { Wakeup } from "../system/system.ts";
import type { Binding, ChildExit, DirectoryEvent, End, Ended, EventSink, GateKey, RelayControl } from "./events.ts";
import { createQueue, QueueReader } from "./queue.ts";
import type { Command, RelayWorkerData, Signal } from "./relayProtocol.ts";

/** Milliseconds between heartbeats: several fit into the relay's patience. */
const BEAT = 1000;
/** Milliseconds of events at a time, so that this thread stays open for everything else. */
const SLICE = 10;
const ONE = Buffer.alloc(8);
ONE.writeUInt8(1, 0);

export interface RelayThreadOptions
  extends Pick<
    RelayWorkerData,
    "serverListener" | "clientListener" | "shared" | "bindings" | "untapped" | "descriptorLimit"
  > {
  /** The built worker.ts. */
  readonly workerFile: string;
  readonly wakeup: Wakeup;
  readonly sink: EventSink;
  /** An exception out of the sink: reported, never thrown. */
  readonly onSinkError: (error: unknown) => void;
  readonly queueBytes?: number;
}

export interface RelayThread extends RelayControl {
  /** Resolves when the thread has stopped as asked; rejects if it failed, which ends every session. */
  readonly ended: Promise<void>;
}

export async function startRelayThread(options: RelayThreadOptions): Promise<RelayThread> {
  const { workerFile, wakeup, sink, onSinkError, queueBytes, ...rest } = options;
  const queue = createQueue(queueBytes);
  const heartbeat = new SharedArrayBuffer(8);
  const workerData: RelayWorkerData = { ...rest, queue, heartbeat, wakeFd: wakeup.fd };
  const worker = new Worker(workerFile, { workerData });
  const thread = new Thread(worker, new QueueReader(queue), new BigInt64Array(heartbeat), wakeup.fd, sink, onSinkError);
  await thread.ready;
  return thread;
}

interface OwnChild {
  readonly exit: Promise<ChildExit>;
  exited: boolean;
}

class Thread implements RelayThread {
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #reader: QueueReader;
  readonly #heartbeat: BigInt64Array;
  readonly #wakeFd: number;
  readonly #sink: EventSink;
  readonly #onSinkError: (error: unknown) => void;
  readonly #children = new Map<number, OwnChild>();
  /** Client pid of every open session. */
  readonly #clients = new Map<number, number>();
  readonly #gates = new Set<string>();
  #beating: NodeJS.Timeout | undefined;
  #draining = false;

  constructor(
    worker: Worker,
    reader: QueueReader,
    heartbeat: BigInt64Array,
    wakeFd: number,
    sink: EventSink,
    onSinkError: (error: unknown) => void,
  ) {
    this.#worker = worker;
    this.#reader = reader;
    this.#heartbeat = heartbeat;
    this.#wakeFd = wakeFd;
    this.#sink = sink;
    this.#onSinkError = onSinkError;
    this.ready = new Promise((resolve, reject) => {
      worker.on("message", (signal: Signal) => {
        if (signal === "ready") resolve();
        this.#drain();
      });
      worker.on("error", reject);
      worker.on("exit", (code) => reject(unasked(code)));
    });
    this.ended = new Promise((resolve, reject) => {
      worker.on("error", reject);
      worker.on("exit", (code) => {
        this.#drain(Number.POSITIVE_INFINITY);
        clearInterval(this.#beating);
        if (code === 0) resolve();
        else reject(unasked(code));
      });
    });
    // Whoever waits for `ready` hears of a failure to start; nobody needs to listen to both.
    this.ended.catch(() => {});
  }

  setGate(key: GateKey, action: "hold" | "pass"): void {
    const name = `${key.uid} ${key.interface} ${key.direction} ${key.messageId}`;
    if (action === "hold") this.#gates.add(name);
    else this.#gates.delete(name);
    this.#beat();
    if (this.#gates.size > 0) this.#beating ??= setInterval(() => this.#beat(), BEAT).unref();
    this.#command({ kind: "setGate", key, action });
  }

  release(ticket: number): void {
    this.#command({ kind: "release", ticket });
  }

  closeSession(session: number): void {
    this.#command({ kind: "closeSession", session });
  }

  bind(binding: Binding): void {
    this.#command({ kind: "bind", binding });
  }

  ownChild(pid: number, exit: Promise<ChildExit>): void {
    const child: OwnChild = { exit, exited: false };
    this.#children.set(pid, child);
    exit.then(
      () => {
        child.exited = true;
      },
      () => this.#children.delete(pid),
    );
  }

  async stop(): Promise<void> {
    this.#command({ kind: "stop" });
    await this.ended;
  }

  #command(command: Command): void {
    this.#worker.postMessage(command);
    // The thread sleeps in epoll_wait and hears of messages only when something is readable.
    writeSync(this.#wakeFd, ONE);
  }

  #beat(): void {
    Atomics.store(this.#heartbeat, 0, process.hrtime.bigint());
  }

  /** Hands on what there is; what takes longer than a slice goes on in the next round of the event loop. */
  #drain(slice = SLICE): void {
    if (this.#draining && slice === SLICE) return;
    const until = performance.now() + slice;
    for (;;) {
      const event = this.#reader.next();
      if (event === undefined) {
        this.#draining = false;
        if (this.#reader.sleep()) return;
        continue;
      }
      this.#handOn(event);
      if (performance.now() > until) break;
    }
    this.#draining = true;
    setImmediate(() => {
      this.#draining = false;
      this.#drain();
    });
  }

  #handOn(event: DirectoryEvent): void {
    if (event.kind === "opened") this.#noteOpened(event.session.id, event.session.client.pid);
    if (event.kind === "ended") {
      const pid = this.#clients.get(event.session);
      this.#clients.delete(event.session);
      const child = pid === undefined ? undefined : this.#children.get(pid);
      if (event.end.cause === "gone" && child !== undefined) {
        this.#deliverLater(event, child);
        return;
      }
    }
    this.#deliver(event);
  }

  #noteOpened(session: number, pid: number): void {
    this.#clients.set(session, pid);
    // A new session of a pid whose child has exited: the pid is somebody else's now.
    if (this.#children.get(pid)?.exited) this.#children.delete(pid);
  }

  #deliverLater(event: Ended, child: OwnChild): void {
    child.exit.then(
      (exit) => this.#deliver({ ...event, end: endOfChild(exit) }),
      () => this.#deliver(event),
    );
  }

  #deliver(event: DirectoryEvent): void {
    try {
      this.#sink(event);
    } catch (error) {
      this.#onSinkError(error);
    }
  }
}

function unasked(code: number): Error {
  return new Error(`the relay's thread ended unasked (code ${code})`);
}

function endOfChild({ code, signal }: ChildExit): End {
  if (signal !== null) return { cause: "signal", signal: constants.signals[signal], coreDumped: false };
  return code === null ? { cause: "gone" } : { cause: "exited", code };
}
