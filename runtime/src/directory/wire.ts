/**
 * The service directory's own packets and result codes (legato-ipc 2-4).
 *
 * In: the bytes of one packet from a server or a client. Out: what it says, or a sentence about what is wrong with it. A whole struct
 * comes in one packet, in native byte order and with native `size_t`; its length tells a 64-bit process from a 32-bit one.
 */
import { printable } from "@legato-api/language";
import type { InterfaceFacts } from "./events.ts";

/** le_result_t, as far as the directory and the relay say it. */
export const Result = { OK: 0, NOT_PERMITTED: -5, FAULT: -6, UNAVAILABLE: -21 } as const;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(Result).map(([name, code]) => [code, `LE_${name}`]));

/** `LE_FAULT (-6)`. */
export function resultName(code: number): string {
  return `${NAMES.get(code) ?? "le_result_t"} (${code})`;
}

const FIELD = 128;
/** Length of the two strings; before them a `size_t`, after them in a request a bool, padded to the `size_t`. */
const STRINGS = 2 * FIELD;

export interface OpenRequest {
  readonly asked: InterfaceFacts;
  readonly shouldWait: boolean;
}

/** svcdir_InterfaceDetails_t: 264 bytes, 260 from a 32-bit server. */
export function readAdvertisement(payload: Buffer, length: number): InterfaceFacts | string {
  const pointerSize = length - STRINGS;
  if (pointerSize === 8 || pointerSize === 4) return readDetails(payload, pointerSize);
  return `a server sent ${length} bytes in place of its 264 (32-bit: 260) bytes of interface details`;
}

/** svcdir_OpenRequest_t: 272 bytes, 264 from a 32-bit client. The padding is not initialised. */
export function readOpenRequest(payload: Buffer, length: number): OpenRequest | string {
  const pointerSize = (length - STRINGS) / 2;
  if (pointerSize !== 8 && pointerSize !== 4) {
    return `a client sent ${length} bytes in place of its 272 (32-bit: 264) bytes of open request`;
  }
  const asked = readDetails(payload, pointerSize);
  if (typeof asked === "string") return asked;
  return { asked, shouldWait: payload[pointerSize + STRINGS] !== 0 };
}

function readDetails(payload: Buffer, pointerSize: 4 | 8): InterfaceFacts | string {
  // A size beyond 2^53 is garbage; as a number it is merely inexact and matches nothing.
  const maxMessageSize = pointerSize === 8 ? Number(payload.readBigUInt64LE(0)) : payload.readUInt32LE(0);
  const protocolId = readString(payload, pointerSize);
  const name = readString(payload, pointerSize + FIELD);
  if (protocolId === undefined) return "the protocol id has no end";
  if (name === undefined) return "the interface name has no end";
  if (name === "") return "the interface name is empty";
  return { interface: name, protocolId, maxMessageSize, pointerSize };
}

/** Names are shown in many places, and no real one holds what `printable` replaces. */
function readString(payload: Buffer, offset: number): string | undefined {
  const end = payload.indexOf(0, offset);
  return end < 0 || end >= offset + FIELD ? undefined : printable(payload.toString("utf8", offset, end));
}

/** The inverse of the two readers, for peers and tests. `shouldWait` undefined: an advertisement. */
export function writeDetails(details: InterfaceFacts, shouldWait?: boolean): Buffer {
  const { pointerSize } = details;
  const bytes = Buffer.alloc(pointerSize + STRINGS + (shouldWait === undefined ? 0 : pointerSize));
  if (pointerSize === 8) bytes.writeBigUInt64LE(BigInt(details.maxMessageSize), 0);
  else bytes.writeUInt32LE(details.maxMessageSize, 0);
  bytes.write(details.protocolId, pointerSize, FIELD - 1);
  bytes.write(details.interface, pointerSize + FIELD, FIELD - 1);
  if (shouldWait) bytes[pointerSize + STRINGS] = 1;
  return bytes;
}
