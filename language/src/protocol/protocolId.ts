/**
 * The id by which a service directory decides whether a client and a server speak of the same interface.
 *
 * In: a checked interface. Out: 32 characters. Legato's id is the MD5 of the interface's text, so any change of it parts client and server;
 * a versioned TelAF file's id is its name and versions and says nothing of its content (telafId.ts).
 */
import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Interface } from "../model/interface.ts";
import { type ProtocolOptions, protocolText } from "./protocolText.ts";
import { telafId } from "./telafId.ts";

/** The id of a build made from this file today: what a new server or client of it announces. */
export function protocolId(iface: Interface, options: ProtocolOptions = {}): string {
  return iface.versions === undefined ? contentHash(iface, options) : telafId(iface.name, iface.versions, "colons");
}

const hashes = new WeakMap<Interface, { plain?: string; rpc?: string }>();

/** The MD5 of the interface's text, whether or not its id is made of it. */
export function contentHash(iface: Interface, { rpc = false }: ProtocolOptions = {}): string {
  const known = hashes.get(iface) ?? {};
  hashes.set(iface, known);
  const hash = (): string => bytesToHex(md5(utf8ToBytes(protocolText(iface, { rpc }))));
  if (rpc) {
    known.rpc ??= hash();
    return known.rpc;
  }
  known.plain ??= hash();
  return known.plain;
}

/** Every id a peer built from this file may announce: the hash plain and with RPC, or both spellings TelAF has had. */
export function protocolIds(iface: Interface): readonly string[] {
  return iface.versions === undefined
    ? [protocolId(iface), protocolId(iface, { rpc: true })]
    : [telafId(iface.name, iface.versions, "colons"), telafId(iface.name, iface.versions, "underscores")];
}
