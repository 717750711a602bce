/** The built-in types and their packed sizes in bytes (untagged messages), and what people write who mean one of them. */
import type { BasicType, BasicTypeName } from "./interface.ts";

const SIZES: Readonly<Record<BasicTypeName, number>> = {
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  bool: 1,
  char: 1,
  double: 8,
  size: 4,
  /** For one character. */
  string: 1,
  /** A descriptor travels beside the message. */
  file: 0,
  le_result_t: 4,
  le_onoff_t: 4,
};

function isBasicName(name: string): name is BasicTypeName {
  return Object.hasOwn(SIZES, name);
}

export const BASIC_TYPES: ReadonlyMap<string, BasicType> = new Map(
  Object.keys(SIZES)
    .filter(isBasicName)
    .map((name) => [name, { kind: "basic", name, size: SIZES[name] }]),
);

/** The name that is no type but makes the parameter's own name the type. */
export const OLD_HANDLER = "handler";

/** C and C++ spellings, and what to write here. */
export const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map([
  ["int", "int32"],
  ["unsigned", "uint32"],
  ["long", "int64"],
  ["short", "int16"],
  ["float", "double"],
  ["size_t", "size"],
  ["ssize_t", "int64"],
  ["boolean", "bool"],
  ["Bool", "bool"],
  ["uint8_t", "uint8"],
  ["uint16_t", "uint16"],
  ["uint32_t", "uint32"],
  ["uint64_t", "uint64"],
  ["int8_t", "int8"],
  ["int16_t", "int16"],
  ["int32_t", "int32"],
  ["int64_t", "int64"],
  ["byte", "uint8"],
  ["String", "string"],
  ["fd", "file"],
  ["le_result", "le_result_t"],
  ["le_onoff", "le_onoff_t"],
]);
