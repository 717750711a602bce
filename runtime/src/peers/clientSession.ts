/**
 * A session as its client has it: an ordinary socket client of the service directory (legato-ipc 4 and 5).
 *
 * In: an interface and values. Out: responses and events, decoded; a rejected promise says in words why there is none. What is sent is
 * what liblegato would send, always full records. It knows functions and values, not TypeScript's names for them (connect.ts).
 */
import type { ApiFunction, Packed, ResponseValues, WantedOutputs, WireValues } from "@legato-api/language";
import { writeDetails } from "../directory/wire.ts";
import type { Api } from "../interfaces/api.ts";
import { describeError, Errno } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import { Channel } from "./channel.ts";
import { closeDescriptors, takeDescriptor } from "./descriptors.ts";
import type { EventLoop } from "./eventLoop.ts";
import { PeerError, refusal } from "./problem.ts";

const POINTER_SIZE = 8;
const HEADER = POINTER_SIZE + 4;
/** Milliseconds until a directory whose backlog is full is tried again. */
const RETRY_AFTER = 10;
const LARGEST_ID = 0x7fff_ffff;

export interface SessionTarget {
  /** The folder of the directory's sockets. */
  readonly folder: string;
  readonly interface: string;
  readonly api: Api;
  /** Wait for the service to come, as `ConnectService` does; else be refused, as with `TryConnectService`. */
  readonly wait: boolean;
}

interface Pending {
  readonly fn: ApiFunction;
  readonly outputs: WantedOutputs | undefined;
  resolve(response: ResponseValues): void;
  reject(error: Error): void;
}

export type EventListener = (values: WireValues) => void;

/** Rejects with a `PeerError` where there is no directory, or it refuses. */
export async function openSession(loop: EventLoop, target: SessionTarget): Promise<ClientSession> {
  const fd = await connectTo(loop, `${target.folder}/serviceDirectoryClient`, target.folder);
  const session = new ClientSession(loop, fd, target);
  await session.opened;
  return session;
}

export class ClientSession {
  readonly api: Api;
  readonly opened: Promise<void>;
  /** Settles when the session is over, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #system: System;
  readonly #channel: Channel;
  readonly #target: SessionTarget;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<number, EventListener>();
  #open = false;
  #closedHere = false;
  #nextTransaction = 1;
  #nextContext = 1;

  constructor(loop: EventLoop, fd: number, target: SessionTarget) {
    const { api } = target;
    this.api = api;
    this.#system = loop.system;
    this.#target = target;
    const opened = deferred<void>();
    const closed = deferred<void>();
    this.opened = opened.promise;
    this.closed = closed.promise;
    const details = {
      interface: target.interface,
      protocolId: api.protocolIds[0] ?? "",
      maxMessageSize: api.maxMessageSize,
      pointerSize: POINTER_SIZE,
    } as const;
    const request = writeDetails(details, target.wait);
    this.#channel = new Channel(loop, fd, Math.max(request.length, HEADER + api.maxMessageSize), {
      onRecord: (bytes, descriptors) => {
        if (this.#open) {
          this.#hear(bytes, descriptors);
        } else {
          closeDescriptors(loop.system, descriptors);
          this.#welcome(bytes, opened);
        }
      },
      onEnd: () => {
        opened.reject(new PeerError(`The directory in ${target.folder} closed the connection without an answer`));
        for (const { fn, reject } of this.#pending.values()) reject(this.#gone(fn));
        this.#pending.clear();
        closed.resolve();
      },
    });
    this.#channel.send(request);
  }

  /** OUT parameters not in `outputs` are not wanted; leave it out to want all. */
  async call(fn: ApiFunction, values: WireValues, outputs?: WantedOutputs): Promise<ResponseValues> {
    if (this.#channel.closed) throw this.#gone(fn);
    const packed = this.api.codec.encodeRequest(fn.messageId, { values, ...(outputs !== undefined && { outputs }) });
    if (!packed.ok) throw new PeerError(packed.problem);
    const transaction = this.#nextTransaction;
    this.#nextTransaction = transaction >= LARGEST_ID ? 1 : transaction + 2;
    return new Promise((resolve, reject) => {
      this.#pending.set(transaction, { fn, outputs, resolve, reject });
      const problem = this.#send(transaction, fn.messageId, packed.value);
      if (problem !== undefined) {
        this.#pending.delete(transaction);
        reject(new PeerError(`${fn.name}: ${problem}`));
      }
    });
  }

  /** A reference for the server to call `listener` with; it goes into a handler parameter. */
  listen(listener: EventListener): number {
    const context = this.#nextContext;
    this.#nextContext = context >= LARGEST_ID ? 1 : context + 2;
    this.#listeners.set(context, listener);
    return context;
  }

  forget(context: number): void {
    this.#listeners.delete(context);
  }

  close(): Promise<void> {
    this.#closedHere = true;
    this.#channel.close();
    return this.closed;
  }

  #send(transaction: number, id: number, { bytes, fd }: Packed): string | undefined {
    const record = Buffer.alloc(POINTER_SIZE + this.api.maxMessageSize);
    record.writeUInt32LE(transaction, 0);
    record.writeUInt32LE(id, POINTER_SIZE);
    record.set(bytes, HEADER);
    return this.#channel.send(record, fd);
  }

  #welcome(bytes: Buffer, opened: Deferred<void>): void {
    const code = bytes.length === 4 ? bytes.readInt32LE(0) : undefined;
    if (code === 0) {
      this.#open = true;
      opened.resolve();
      return;
    }
    const what = `The directory in ${this.#target.folder} answered ${bytes.length} bytes that are no result`;
    opened.reject(code === undefined ? new PeerError(what) : refusal(this.#target.interface, code));
    this.#channel.close();
  }

  #hear(bytes: Buffer, descriptors: readonly number[]): void {
    const transaction = bytes.length < HEADER ? undefined : bytes.readUInt32LE(0);
    const id = transaction === undefined ? -1 : bytes.readUInt32LE(POINTER_SIZE);
    if (transaction === 0) {
      const fn = this.api.codec.functions.get(id);
      const event = this.api.codec.decodeEvent(
        id,
        bodyOf(bytes),
        takeDescriptor(this.#system, descriptors, fn, "event"),
      );
      if (event.ok) this.#listeners.get(event.value.context)?.(event.value.values);
      return;
    }
    const pending = transaction === undefined ? undefined : this.#pending.get(transaction);
    const descriptor = takeDescriptor(this.#system, descriptors, pending?.fn, "response");
    if (transaction === undefined || pending === undefined) return;
    this.#pending.delete(transaction);
    const response = this.api.codec.decodeResponse(pending.fn.messageId, bodyOf(bytes), pending.outputs, descriptor);
    if (response.ok) pending.resolve(response.value);
    else pending.reject(new PeerError(response.problem));
  }

  #gone(fn: ApiFunction): PeerError {
    const who = this.#closedHere ? "here" : "by the service, or it died";
    return new PeerError(`${fn.name} has no answer: the session with '${this.#target.interface}' was closed ${who}`);
  }
}

/** A connected socket. Rejects with a sentence for the user. */
export async function connectTo(loop: EventLoop, socket: string, folder: string): Promise<number> {
  for (;;) {
    const fd = loop.system.sockets.connect(socket);
    if (fd >= 0) return fd;
    if (fd !== -Errno.EAGAIN) {
      throw new PeerError(
        `No service directory answers in ${folder} (${describeError(fd)}): start one with 'legato-api runtime'`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
  }
}

/** As the bytes of arrays reach the user: as plain Uint8Arrays, not as Node's Buffers. */
export function bodyOf(record: Buffer): Uint8Array {
  return new Uint8Array(record.buffer, record.byteOffset + HEADER, record.length - HEADER);
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Whoever is interested waits for it; a rejection that nobody waits for is no crash.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
