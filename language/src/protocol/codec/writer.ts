/**
 * Writes values into a message that grows as needed.
 *
 * In: values already checked to be in range. Out: the bytes. Numbers out of range would wrap as DataView does; pack.ts never lets one here.
 */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { failed, type Outcome, ok } from "./values.ts";

export class Writer {
  #bytes = new Uint8Array(64);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #littleEndian: boolean;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  uint8(value: number): void {
    const at = this.#room(1);
    this.#view.setUint8(at, value);
  }

  uint16(value: number): void {
    const at = this.#room(2);
    this.#view.setUint16(at, value, this.#littleEndian);
  }

  uint32(value: number): void {
    const at = this.#room(4);
    this.#view.setUint32(at, value, this.#littleEndian);
  }

  uint64(value: bigint): void {
    const at = this.#room(8);
    this.#view.setBigUint64(at, value, this.#littleEndian);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#view.setFloat64(at, value, this.#littleEndian);
  }

  bytes(value: ArrayLike<number>): void {
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
  }

  /** Makes room and gives its place. Ask before naming the buffer: it may be another one afterwards. */
  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.byteLength * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** UTF-8 of a string that may stand in a message: C's strings hold no NUL, and UTF-8 has no half of a surrogate pair. */
export function encodeText(text: string): Outcome<Uint8Array> {
  if (text.includes("\0")) {
    return failed("contains a NUL character");
  }
  return /\p{Surrogate}/u.test(text)
    ? failed("is not well-formed Unicode (half of a surrogate pair)")
    : ok(utf8ToBytes(text));
}
