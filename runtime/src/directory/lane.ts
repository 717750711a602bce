/**
 * One direction of a session, and the two ends it runs between: state only, the moves are in relay.ts.
 *
 * Always holds: a lane keeps at most one record of its own, the one that found the sink full or that the gate holds, with its
 * descriptors; everything behind it waits in the source's socket. So memory is bounded and the sender feels the back-pressure.
 */
import { type Packet, Ready } from "../system/system.ts";
import type { Direction } from "./events.ts";
import type { Watch } from "./loop.ts";

export interface End {
  readonly fd: number;
  readonly watch: Watch;
  /** The peer closed: it neither sends nor receives. What it sent before may still lie in the socket. */
  hungUp: boolean;
}

interface KeptRecord {
  readonly bytes: Buffer;
  readonly descriptors: readonly number[];
}

export class Lane {
  readonly direction: Direction;
  readonly source: End;
  readonly sink: End;
  records = 0;
  bytes = 0;
  /** Everything the source ever sent has been taken. */
  ended = false;
  /** The sink was told that nothing more comes. */
  endPassedOn = false;
  /** Not 0: the kept record waits for the answer with this ticket. */
  ticket = 0;
  heldMessageId = -1;
  /** How many records to take in one turn; grows while the lane is always ready. */
  appetite = 1;
  lastTurn = 0;
  #kept: KeptRecord | undefined;

  constructor(direction: Direction, source: End, sink: End) {
    this.direction = direction;
    this.source = source;
    this.sink = sink;
  }

  get blocked(): boolean {
    return this.#kept !== undefined;
  }

  /** Nothing of the source is on its way any more. */
  get drained(): boolean {
    return this.ended && this.#kept === undefined;
  }

  /** Takes over the record in the packet, descriptors included. */
  keep(packet: Packet, length: number): void {
    const descriptors = Array.from({ length: packet.descriptorCount }, (_, index) => packet.descriptor(index));
    this.#kept = { bytes: Buffer.from(packet.payload.subarray(0, length)), descriptors };
    packet.setDescriptors([]);
  }

  /** Puts the kept record into the packet to be sent; its length. It stays kept until `sent`. */
  restore(packet: Packet): number {
    if (this.#kept === undefined) return 0;
    this.#kept.bytes.copy(packet.payload);
    packet.setDescriptors(this.#kept.descriptors);
    return this.#kept.bytes.length;
  }

  forget(): void {
    this.#kept = undefined;
    this.ticket = 0;
    this.heldMessageId = -1;
  }

  /** What its source has to be watched for on behalf of this lane. */
  get readInterest(): number {
    return this.ended || this.blocked || this.sink.hungUp ? 0 : Ready.IN | Ready.READ_HANGUP;
  }

  /** What its sink has to be watched for on behalf of this lane. */
  get writeInterest(): number {
    return this.blocked && this.ticket === 0 ? Ready.OUT : 0;
  }
}
