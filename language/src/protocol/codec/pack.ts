/**
 * Packs one value of the `.api` into a message.
 *
 * In: where the value belongs and the value, which may be anything: it comes from a user's program. Out: bytes in the writer, or why the
 * value does not fit, in words; then the message is not sent, so what was written of it does not matter.
 */
import type { BasicTypeName, StructType, Type } from "../../model/interface.ts";
import { fieldSlots, type Slot } from "../layout.ts";
import { type CodedType, canonical, coded, codesOf } from "./codes.ts";
import { own } from "./values.ts";
import { encodeText, type Writer } from "./writer.ts";

/** Nothing when the value is packed. */
export type Problem = string | undefined;

export function pack(writer: Writer, slot: Slot, value: unknown): Problem {
  if (value === undefined) {
    return `'${slot.name}' is missing`;
  }
  const problem = packSlot(writer, slot, value);
  return problem === undefined ? undefined : `'${slot.name}' ${problem}`;
}

function packSlot(writer: Writer, slot: Slot, value: unknown): Problem {
  switch (slot.shape) {
    case "scalar":
      return packScalar(writer, slot.type, value);
    case "string":
      return packString(writer, slot.count, value);
    case "array":
      return packArray(writer, slot, value);
  }
}

function packString(writer: Writer, most: number, value: unknown): Problem {
  if (typeof value !== "string") {
    return `must be a string, not ${shown(value)}`;
  }
  const text = encodeText(value);
  if (!text.ok) {
    return text.problem;
  }
  if (text.value.length > most) {
    return `is ${text.value.length} bytes long; ${most} fit`;
  }
  writer.uint32(text.value.length);
  writer.bytes(text.value);
  return undefined;
}

function packArray(writer: Writer, { type, count }: Slot, value: unknown): Problem {
  if (!Array.isArray(value) && !(value instanceof Uint8Array)) {
    return `must be an array, not ${shown(value)}`;
  }
  if (value.length > count) {
    return `has ${value.length} elements; ${count} fit`;
  }
  writer.uint32(value.length);
  if (value instanceof Uint8Array && type.kind === "basic" && (type.name === "uint8" || type.name === "char")) {
    writer.bytes(value);
    return undefined;
  }
  for (let index = 0; index < value.length; index++) {
    const problem = packScalar(writer, type, value[index]);
    if (problem !== undefined) {
      return `[${index}] ${problem}`;
    }
  }
  return undefined;
}

function packScalar(writer: Writer, type: Type, value: unknown): Problem {
  const code = coded(type);
  if (code !== undefined) {
    return packCode(writer, code, value);
  }
  switch (type.kind) {
    case "basic":
      return packBasic(writer, type.name, value);
    case "reference":
    case "eventReference":
      return packReference(writer, value);
    case "struct":
      return packStruct(writer, type, value);
    default:
      return "has a type that cannot be sent";
  }
}

/** Safe references are odd; the receiver's C refuses other numbers. */
export function packReference(writer: Writer, value: unknown): Problem {
  if (!isInteger(value) || value < 0 || value > 0xffffffff || (value !== 0 && value % 2 === 0)) {
    return `must be a reference (an odd number of 32 bits, or 0 for none), not ${shown(value)}`;
  }
  writer.uint32(value);
  return undefined;
}

function packStruct(writer: Writer, type: StructType, value: unknown): Problem {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `must be an object with the fields of ${type.name}, not ${shown(value)}`;
  }
  for (const slot of fieldSlots(type)) {
    const problem = pack(writer, slot, own(value, slot.name));
    if (problem !== undefined) {
      return `of ${type.name}: ${problem}`;
    }
  }
  return undefined;
}

interface IntegerRange {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly least: bigint;
  readonly most: bigint;
}

function range(bytes: 1 | 2 | 4 | 8, signed: boolean): IntegerRange {
  const bits = BigInt(bytes * 8);
  return signed
    ? { bytes, least: -(1n << (bits - 1n)), most: (1n << (bits - 1n)) - 1n }
    : { bytes, least: 0n, most: (1n << bits) - 1n };
}

const integers: Readonly<Partial<Record<BasicTypeName, IntegerRange>>> = {
  uint8: range(1, false),
  char: range(1, false),
  uint16: range(2, false),
  uint32: range(4, false),
  size: range(4, false),
  uint64: range(8, false),
  int8: range(1, true),
  int16: range(2, true),
  int32: range(4, true),
  int64: range(8, true),
};

/** What a value of an integer type may be on the wire, both ends included; undefined for other types. */
export function integerRange(name: BasicTypeName): { readonly least: bigint; readonly most: bigint } | undefined {
  return integers[name];
}

function packBasic(writer: Writer, name: BasicTypeName, value: unknown): Problem {
  const integer = integers[name];
  if (integer !== undefined) {
    return packInteger(writer, name, integer, value);
  }
  if (name === "bool") {
    if (typeof value !== "boolean") {
      return `must be true or false, not ${shown(value)}`;
    }
    writer.uint8(value ? 1 : 0);
    return undefined;
  }
  if (name === "double") {
    if (typeof value !== "number") {
      return `must be a number, not ${shown(value)}`;
    }
    writer.double(value);
    return undefined;
  }
  return `has a type that cannot be sent (${name})`;
}

function packInteger(writer: Writer, name: string, { bytes, least, most }: IntegerRange, value: unknown): Problem {
  if (!isInteger(value) && typeof value !== "bigint") {
    return `must be an integer (${name}), not ${shown(value)}`;
  }
  if (value < least || value > most) {
    return `must be within ${least} and ${most} (${name}), not ${value}`;
  }
  writeUnsigned(writer, bytes, BigInt(value));
  return undefined;
}

function writeUnsigned(writer: Writer, bytes: 1 | 2 | 4 | 8, value: bigint): void {
  switch (bytes) {
    case 1:
      writer.uint8(Number(value));
      break;
    case 2:
      writer.uint16(Number(value));
      break;
    case 4:
      writer.uint32(Number(value));
      break;
    case 8:
      writer.uint64(value);
      break;
  }
}

function packCode(writer: Writer, type: CodedType, value: unknown): Problem {
  const codes = codesOf(type);
  const names = type.kind === "bitmask" && Array.isArray(value) ? value : [value];
  let number = 0n;
  for (const each of names) {
    const one = typeof each === "string" ? codes.numberOf.get(each) : isInteger(each) ? BigInt(each) : each;
    if (typeof one !== "bigint") {
      return `must be ${expected(type)}, not ${shown(each)}`;
    }
    if (one < -(1n << BigInt(codes.bits - 1)) || one >= 1n << BigInt(codes.bits)) {
      return `must fit ${codes.bits} bits, which ${one} does not`;
    }
    number |= canonical({ bits: codes.bits, signed: false }, one);
  }
  writeUnsigned(writer, codes.bits === 64 ? 8 : 4, number);
  return undefined;
}

const mostNamesShown = 8;

function expected(type: CodedType): string {
  const names = [...codesOf(type).numberOf.keys()];
  const list = names.slice(0, mostNamesShown).join(", ") + (names.length > mostNamesShown ? ", ..." : "");
  return `${type.kind === "bitmask" ? "a number or names" : "a number or a name"} of ${type.name}${list === "" ? "" : ` (${list})`}`;
}

/** A number without a fraction that is exact. */
function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function shown(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  }
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  return value === null
    ? "null"
    : Array.isArray(value)
      ? "an array"
      : `${/^[aeiou]/.test(typeof value) ? "an" : "a"} ${typeof value}`;
}
