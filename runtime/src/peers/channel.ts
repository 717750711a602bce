/**
 * One connection that carries records, each whole, with or without a descriptor.
 *
 * In: a connected socket, which from then on belongs to the channel. Out: records in order, then the end, once. Always holds: sending never
 * blocks and never reorders: what does not fit waits here; what was received before the end is told before the end is.
 */
import { describeError, Errno } from "../system/errno.ts";
import { type Packet, Ready } from "../system/system.ts";
import type { EventLoop, Watch } from "./eventLoop.ts";

/** Records taken in one turn, so that others get theirs. */
const APPETITE = 64;

/** Bytes of a record that fits into any socket's buffer several times. */
const USUAL_RECORD = 32 << 10;

export interface ChannelEvents {
  /** `bytes` and `descriptors` belong to the receiver. */
  onRecord(bytes: Buffer, descriptors: readonly number[]): void;
  /** The other end is gone, or `close` was called. */
  onEnd(): void;
}

interface Waiting {
  readonly bytes: Buffer;
  /** A copy of our own. */
  readonly descriptor: number | undefined;
}

export class Channel {
  readonly fd: number;
  readonly #loop: EventLoop;
  readonly #events: ChannelEvents;
  readonly #packet: Packet;
  readonly #watch: Watch;
  readonly #queue: Waiting[] = [];
  #over = false;

  /** `capacity`: bytes of the largest record to be received. */
  constructor(loop: EventLoop, fd: number, capacity: number, events: ChannelEvents) {
    this.fd = fd;
    this.#loop = loop;
    this.#events = events;
    this.#packet = loop.system.sockets.packet(capacity);
    if (capacity > USUAL_RECORD) loop.system.sockets.growSendBuffer(fd, capacity);
    this.#watch = loop.watch(fd, Ready.IN | Ready.READ_HANGUP, (ready) => this.#onReady(ready));
  }

  get closed(): boolean {
    return this.#over;
  }

  /** The descriptor stays the caller's. A problem in words where the kernel will never take this record. */
  send(bytes: Buffer, descriptor?: number): string | undefined {
    if (this.#over) return undefined;
    if (this.#queue.length > 0) return this.#keep(bytes, descriptor);
    const sent = this.#sendNow(bytes, descriptor);
    if (sent === -Errno.EAGAIN) return this.#keep(bytes, descriptor);
    return this.#settle(sent);
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#watch.stop();
    this.#loop.system.sockets.close(this.fd);
    for (const { descriptor } of this.#queue.splice(0)) this.#drop(descriptor);
    queueMicrotask(() => this.#events.onEnd());
  }

  #onReady(ready: number): void {
    if ((ready & Ready.OUT) !== 0) this.#sendWaiting();
    for (let taken = 0; taken < APPETITE && !this.#over; taken++) {
      const length = this.#loop.system.sockets.receive(this.fd, this.#packet);
      if (length === -Errno.EAGAIN) return;
      const descriptors = Array.from({ length: this.#packet.descriptorCount }, (_, index) =>
        this.#packet.descriptor(index),
      );
      // The directory sends a descriptor without any data; nothing at all is the end.
      const end = length < 0 || (length === 0 && descriptors.length === 0);
      // A record longer than the interface allows is nonsense from somebody who speaks another one.
      if (end || this.#packet.truncated) {
        for (const each of descriptors) this.#drop(each);
        this.close();
        return;
      }
      this.#events.onRecord(Buffer.from(this.#packet.payload.subarray(0, length)), descriptors);
    }
  }

  #sendWaiting(): void {
    for (let next = this.#queue[0]; next !== undefined && !this.#over; next = this.#queue[0]) {
      const sent = this.#sendNow(next.bytes, next.descriptor);
      if (sent === -Errno.EAGAIN) return;
      this.#queue.shift();
      this.#drop(next.descriptor);
      this.#settle(sent);
    }
    this.#watch.set(Ready.IN | Ready.READ_HANGUP);
  }

  #sendNow(bytes: Buffer, descriptor: number | undefined): number {
    bytes.copy(this.#packet.payload);
    this.#packet.setDescriptors(descriptor === undefined ? [] : [descriptor]);
    return this.#loop.system.sockets.send(this.fd, this.#packet, bytes.length);
  }

  #keep(bytes: Buffer, descriptor: number | undefined): string | undefined {
    const copy = descriptor === undefined ? undefined : this.#loop.system.duplicate(descriptor);
    if (copy !== undefined && copy < 0) return describeError(copy);
    this.#queue.push({ bytes, descriptor: copy });
    this.#watch.set(Ready.IN | Ready.READ_HANGUP | Ready.OUT);
    return undefined;
  }

  /** An end that is gone tells itself by the hang-up; a record that does not fit is the sender's mistake. */
  #settle(sent: number): string | undefined {
    return sent >= 0 || sent === -Errno.EPIPE || sent === -Errno.ECONNRESET ? undefined : describeError(sent);
  }

  #drop(descriptor: number | undefined): void {
    if (descriptor !== undefined) this.#loop.system.sockets.close(descriptor);
  }
}
