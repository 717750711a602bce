/**
 * Reads values out of a message, never past its end.
 *
 * In: bytes from a socket, of any content and length. Out: each read gives the value, or nothing when the bytes do not reach; the caller
 * stops at the first nothing. Strings that are not UTF-8 come with U+FFFD in place of the bad bytes.
 */

/** The platform's own (browser, Node, worker); the language's library does not declare it. */
declare const TextDecoder: new (label: "utf-8", options: { ignoreBOM: true }) => { decode(bytes: Uint8Array): string };

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #at = 0;

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = littleEndian;
  }

  /** Bytes there are, read or not. */
  get length(): number {
    return this.#bytes.byteLength;
  }

  uint8(): number | undefined {
    const at = this.#take(1);
    return at === undefined ? undefined : this.#view.getUint8(at);
  }

  int8(): number | undefined {
    const at = this.#take(1);
    return at === undefined ? undefined : this.#view.getInt8(at);
  }

  uint16(): number | undefined {
    const at = this.#take(2);
    return at === undefined ? undefined : this.#view.getUint16(at, this.#littleEndian);
  }

  int16(): number | undefined {
    const at = this.#take(2);
    return at === undefined ? undefined : this.#view.getInt16(at, this.#littleEndian);
  }

  uint32(): number | undefined {
    const at = this.#take(4);
    return at === undefined ? undefined : this.#view.getUint32(at, this.#littleEndian);
  }

  int32(): number | undefined {
    const at = this.#take(4);
    return at === undefined ? undefined : this.#view.getInt32(at, this.#littleEndian);
  }

  uint64(): bigint | undefined {
    const at = this.#take(8);
    return at === undefined ? undefined : this.#view.getBigUint64(at, this.#littleEndian);
  }

  int64(): bigint | undefined {
    const at = this.#take(8);
    return at === undefined ? undefined : this.#view.getBigInt64(at, this.#littleEndian);
  }

  double(): number | undefined {
    const at = this.#take(8);
    return at === undefined ? undefined : this.#view.getFloat64(at, this.#littleEndian);
  }

  /** A copy: the message's buffer may be used again. */
  bytes(count: number): Uint8Array | undefined {
    const at = this.#take(count);
    return at === undefined ? undefined : this.#bytes.slice(at, at + count);
  }

  text(count: number): string | undefined {
    const at = this.#take(count);
    return at === undefined ? undefined : utf8.decode(this.#bytes.subarray(at, at + count));
  }

  #take(count: number): number | undefined {
    const at = this.#at;
    if (count > this.#bytes.byteLength - at) {
      return undefined;
    }
    this.#at += count;
    return at;
  }
}
