/**
 * An `.api` file as the runtime uses it: the checked interface with its codec, and the ids by which peers announce it.
 *
 * In: a checked interface without errors. Out: what the registry decodes with and what peers are made from. Immutable.
 */
import { type Codec, createCodec, type Interface, messageSizes, protocolIds } from "@legato-api/language";

/** The message id in front of every message buffer. */
const MESSAGE_ID_BYTES = 4;

export interface Api {
  /** Absolute path of the `.api` file. */
  readonly path: string;
  readonly interface: Interface;
  readonly codec: Codec;
  /** Every id that a peer built from this file may announce, the plain build's first. */
  readonly protocolIds: readonly string[];
  /** `maxProtocolMsgSize` of the plain build: `sizeof(_Message_t)`. */
  readonly maxMessageSize: number;
}

export function createApi(path: string, iface: Interface): Api {
  return {
    path,
    interface: iface,
    codec: createCodec(iface),
    protocolIds: protocolIds(iface),
    maxMessageSize: MESSAGE_ID_BYTES + messageSizes(iface).message,
  };
}

/**
 * False for builds with `LE_CONFIG_RPC=y`, whose messages are packed in another way and are larger. Unequal sizes of two versions of a TelAF
 * interface say nothing about the packing.
 */
export function isDecodable(api: Api, maxMessageSize: number): boolean {
  return api.interface.versions !== undefined || api.maxMessageSize === maxMessageSize;
}

/** The last part of an instance name: `printClient.printClient.printer` -> `printer`. */
export function lastSegment(interfaceName: string): string {
  return interfaceName.slice(interfaceName.lastIndexOf(".") + 1);
}
