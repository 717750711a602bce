/**
 * The bounded queue from the relay's thread to the main thread: one writer, one reader, shared memory.
 *
 * In: events and copies of records, in order. Out: the same, in order, on the other side. Always holds: the writer never waits. A copy
 * that finds no room is refused, and the caller counts it; any other event that finds none is kept on the writer's side and goes first
 * when there is room again, so nothing overtakes it. Writing a record allocates nothing.
 *
 * Layout: an Int32Array of positions (they only grow, modulo 2^32), then the ring of frames, each 8-byte aligned and never
 * split: u32 length of the frame, u32 kind, payload.
 */
import type { Direction, DirectoryEvent, RecordCopy, Time } from "./events.ts";

/** 8 MiB: about 25,000 records of a usual size, a tenth of a second of the fastest traffic seen. */
const QUEUE_BYTES = 8 << 20;

/** Room that copies leave for the events that must not be lost. */
const HEADROOM = 64 << 10;
const CONTROL_BYTES = 64;
const Control = { written: 0, read: 1, readerSleeps: 2 } as const;
const Kind = { padding: 0, record: 1, event: 2 } as const;
const FRAME_HEADER = 8;
/** Offsets behind the frame header. */
const Copy = { at: 0, session: 8, ticket: 12, direction: 16, descriptors: 18, length: 20, bytes: 24 } as const;

export type QueuedEvent = Exclude<DirectoryEvent, RecordCopy>;

/** `bytes` must be a power of two. */
export function createQueue(bytes = QUEUE_BYTES): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_BYTES + bytes);
}

class Ring {
  readonly control: Int32Array;
  readonly bytes: Buffer;
  readonly capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
    this.bytes = Buffer.from(memory, CONTROL_BYTES);
    this.capacity = this.bytes.length;
  }
}

export class QueueWriter {
  readonly #ring: Ring;
  readonly #wake: () => void;
  #backlog: string[] = [];
  #written = 0;
  #urgent = false;

  /** `wake` is called when the reader sleeps and there is something for it. */
  constructor(memory: SharedArrayBuffer, wake: () => void) {
    this.#ring = new Ring(memory);
    this.#wake = wake;
  }

  /** False if there is no room; the record itself is not our business. A ticket of 0 is none. */
  record(
    session: number,
    direction: Direction,
    at: Time,
    payload: Buffer,
    length: number,
    descriptors: number,
    ticket: number,
  ): boolean {
    if (this.#backlog.length > 0) return false;
    const start = this.#reserve(FRAME_HEADER + Copy.bytes + length, HEADROOM);
    if (start < 0) return false;
    const { bytes } = this.#ring;
    bytes.writeUInt32LE(Kind.record, start + 4);
    const body = start + FRAME_HEADER;
    bytes.writeDoubleLE(at, body + Copy.at);
    bytes.writeUInt32LE(session, body + Copy.session);
    bytes.writeUInt32LE(ticket, body + Copy.ticket);
    bytes.writeUInt16LE(direction === "toServer" ? 0 : 1, body + Copy.direction);
    bytes.writeUInt16LE(descriptors, body + Copy.descriptors);
    bytes.writeUInt32LE(length, body + Copy.length);
    payload.copy(bytes, body + Copy.bytes, 0, length);
    this.#publish();
    // Somebody waits for the answer to a held record.
    if (ticket !== 0) this.#urgent = true;
    return true;
  }

  event(event: QueuedEvent): void {
    this.#urgent = true;
    this.#backlog.push(JSON.stringify(event));
    this.#moveBacklog();
  }

  /**
   * Once a turn: moves what had to wait, and wakes the reader if it sleeps and has reason to. Copies can wait (`patient`) until traffic pauses:
   * waking a thread for every record would cost more than the record.
   */
  flush(patient = false): void {
    if (this.#backlog.length > 0) this.#moveBacklog();
    if ((patient && !this.#urgent) || !this.hasUnread) return;
    this.#urgent = false;
    if (Atomics.exchange(this.#ring.control, Control.readerSleeps, 0) === 1) this.#wake();
  }

  /** True while the reader has not taken everything. */
  get hasUnread(): boolean {
    return Atomics.load(this.#ring.control, Control.read) !== this.#written >> 0;
  }

  /** False while copies are being refused. */
  get hasRoom(): boolean {
    const used = (this.#written - Atomics.load(this.#ring.control, Control.read)) >>> 0;
    return this.#backlog.length === 0 && used + 2 * HEADROOM <= this.#ring.capacity;
  }

  /** True while events wait on this side. */
  get hasBacklog(): boolean {
    return this.#backlog.length > 0;
  }

  /** Blocks until the reader has everything, or the time is over. For the end of the writer's thread. */
  waitUntilTaken(milliseconds: number): void {
    const until = performance.now() + milliseconds;
    while (performance.now() < until) {
      this.flush();
      const read = Atomics.load(this.#ring.control, Control.read);
      if (read === this.#written >> 0 && this.#backlog.length === 0) return;
      Atomics.wait(this.#ring.control, Control.read, read, 10);
    }
  }

  #moveBacklog(): void {
    let moved = 0;
    for (const text of this.#backlog) {
      const length = Buffer.byteLength(text);
      const start = this.#reserve(FRAME_HEADER + 4 + length, 0);
      if (start < 0) break;
      const { bytes } = this.#ring;
      bytes.writeUInt32LE(Kind.event, start + 4);
      bytes.writeUInt32LE(length, start + FRAME_HEADER);
      bytes.write(text, start + FRAME_HEADER + 4);
      this.#publish();
      moved += 1;
    }
    this.#backlog.splice(0, moved);
  }

  /** Where a frame of so many bytes may be written, its length set; -1 if there is no room. */
  #reserve(size: number, spare: number): number {
    const { bytes, control, capacity } = this.#ring;
    const frame = (size + 7) & ~7;
    const used = (this.#written - Atomics.load(control, Control.read)) >>> 0;
    let position = this.#written & (capacity - 1);
    const tail = capacity - position;
    const padding = frame > tail ? tail : 0;
    if (used + padding + frame + spare > capacity) return -1;
    if (padding > 0) {
      bytes.writeUInt32LE(padding, position);
      bytes.writeUInt32LE(Kind.padding, position + 4);
      this.#written = (this.#written + padding) >>> 0;
      position = 0;
    }
    bytes.writeUInt32LE(frame, position);
    this.#written = (this.#written + frame) >>> 0;
    return position;
  }

  #publish(): void {
    Atomics.store(this.#ring.control, Control.written, this.#written);
  }
}

export class QueueReader {
  readonly #ring: Ring;

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new Ring(memory);
  }

  /** The next event, or undefined if there is none. */
  next(): DirectoryEvent | undefined {
    const { control, bytes, capacity } = this.#ring;
    for (;;) {
      const read = Atomics.load(control, Control.read);
      if (read === Atomics.load(control, Control.written)) return undefined;
      const position = read & (capacity - 1);
      const frame = bytes.readUInt32LE(position);
      const kind = bytes.readUInt32LE(position + 4);
      const event = kind === Kind.padding ? undefined : this.#decode(kind, position + FRAME_HEADER);
      Atomics.store(control, Control.read, (read + frame) | 0);
      Atomics.notify(control, Control.read);
      if (event !== undefined) return event;
    }
  }

  /** Asks to be woken for the next event; false if one came meanwhile. */
  sleep(): boolean {
    const { control } = this.#ring;
    Atomics.store(control, Control.readerSleeps, 1);
    return Atomics.load(control, Control.read) === Atomics.load(control, Control.written);
  }

  #decode(kind: number, body: number): DirectoryEvent {
    const { bytes } = this.#ring;
    if (kind === Kind.event) {
      const length = bytes.readUInt32LE(body);
      return parseEvent(bytes.toString("utf8", body + 4, body + 4 + length));
    }
    const ticket = bytes.readUInt32LE(body + Copy.ticket);
    const length = bytes.readUInt32LE(body + Copy.length);
    const start = body + Copy.bytes;
    return {
      kind: "record",
      session: bytes.readUInt32LE(body + Copy.session),
      direction: bytes.readUInt16LE(body + Copy.direction) === 0 ? "toServer" : "toClient",
      at: bytes.readDoubleLE(body + Copy.at),
      bytes: Buffer.from(bytes.subarray(start, start + length)),
      descriptors: bytes.readUInt16LE(body + Copy.descriptors),
      ...(ticket === 0 ? {} : { ticket }),
    };
  }
}

/** What the writer's `JSON.stringify` of a QueuedEvent gives back; nobody else writes to this memory. */
function parseEvent(text: string): QueuedEvent {
  const event: QueuedEvent = JSON.parse(text);
  return event;
}
