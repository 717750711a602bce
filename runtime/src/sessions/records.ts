/**
 * The frame around a message (legato-ipc 5): transaction id, message id, and the bytes after them.
 *
 * In: a record as it was on the wire. Out: its parts; undefined for what is no message, such as the server's 4-byte welcome.
 */

export interface Message {
  /** 0: an event, or a request that wants no response. */
  readonly transaction: number;
  readonly id: number;
  readonly body: Uint8Array;
}

/** `pointerSize`: width of the transaction id, by the client's word size. */
export function readMessage(record: Buffer, pointerSize: 4 | 8): Message | undefined {
  if (record.length < pointerSize + 4) return undefined;
  const low = record.readUInt32LE(0);
  // A pointer in name, a small safe reference in fact; anything else is kept apart as well as a number can.
  const high = pointerSize === 8 ? record.readUInt32LE(4) : 0;
  return {
    transaction: high * 2 ** 32 + low,
    id: record.readUInt32LE(pointerSize),
    body: record.subarray(pointerSize + 4),
  };
}
