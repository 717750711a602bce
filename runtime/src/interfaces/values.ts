/**
 * Values of an interface as JSON: what the inspector sends, what the command prints, what its arguments are written in.
 *
 * In: the codec's values (language/src/protocol/codec/values.ts). Out: JSON values. 64-bit integers that a JSON number cannot hold are
 * decimal strings, doubles that JSON does not have are their names, bytes are arrays of numbers, so that what is printed can be given back.
 */
import type { WireValue, WireValues } from "@legato-api/language";

/** A decoded value: numbers, 64-bit ones beyond 2^53 as decimal strings; enum members by name; structs as objects. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

export function isJsonList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isJsonStruct(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function valueToJson(value: WireValue): JsonValue {
  switch (typeof value) {
    case "bigint":
      return BigInt.asIntN(54, value) === value ? Number(value) : value.toString();
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      return compoundToJson(value);
    default:
      return value;
  }
}

export function valuesToJson(values: WireValues): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueToJson(value)]));
}

function compoundToJson(value: WireValue & object): JsonValue {
  if (value instanceof Uint8Array) return [...value];
  return isList(value) ? value.map(valueToJson) : valuesToJson(value);
}

function isList(value: object): value is readonly WireValue[] {
  return Array.isArray(value);
}

/** What one kept call may hold of a value: the rings of many sessions stay small whatever is sent. */
const LONGEST_TEXT = 256;
const MOST_ELEMENTS = 64;

/** The same values with long texts and lists cut, `…` in place of what is left out, and nothing that keeps a record's memory alive. */
export function clippedToJson(values: WireValues): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clip(value)]));
}

function clip(value: WireValue): JsonValue {
  if (typeof value === "string") {
    return value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT)}…`;
  }
  if (typeof value !== "object") return valueToJson(value);
  if (value instanceof Uint8Array) {
    return clipList([...value.subarray(0, MOST_ELEMENTS)], value.length);
  }
  if (isList(value)) return clipList(value.slice(0, MOST_ELEMENTS).map(clip), value.length);
  return clippedToJson(value);
}

function clipList(shown: readonly JsonValue[], length: number): JsonValue {
  return length <= MOST_ELEMENTS ? shown : [...shown, `… ${length - MOST_ELEMENTS} more`];
}

/** A reference as a server's log shows it. */
export function referenceText(reference: JsonValue): string {
  return typeof reference === "number" ? `0x${reference.toString(16)}` : String(reference);
}
