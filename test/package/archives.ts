/**
 * What is in a package, by path: a `.vsix` is a zip file, an npm package a compressed tar file.
 *
 * Reads what our two packers write (no zip64, no encryption) and throws on anything else, rather than skip an entry.
 */
import { readFileSync } from "node:fs";
import { gunzipSync, inflateRawSync } from "node:zlib";

export type Entries = ReadonlyMap<string, Buffer>;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** Paths as in the archive, `extension/…`. */
export function readVsix(file: string): Entries {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error(`${file} is no zip file.`);
  const entries = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`${file} has a broken directory at ${at}.`);
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + size);
    if (method !== STORED && method !== DEFLATED) throw new Error(`${name} is packed by method ${method}.`);
    entries.set(name, method === STORED ? data : inflateRawSync(data));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Paths as in the archive, `package/…`. */
export function readTarball(file: string): Entries {
  const bytes = gunzipSync(readFileSync(file));
  const entries = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const text = (from: number, length: number): string =>
      bytes.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(text(124, 12), 8);
    const type = text(156, 1);
    const name = [text(345, 155), text(0, 100)].filter((part) => part !== "").join("/");
    if (type !== "0") throw new Error(`${name} is no file but of type '${type}'.`);
    entries.set(name, bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}
