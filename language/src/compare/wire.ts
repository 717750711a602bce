/**
 * Whether two types are the same to a C compiler and on the wire.
 *
 * In: types of two versions of an interface. Out: verdicts. What changed inside of a type is told where the type is declared; here only
 * the way a value is packed counts, and the type's own name in C.
 */
import type { Interface, StructField, StructType, Type } from "../model/interface.ts";
import { cNaming, cType } from "../protocol/cNames.ts";

/** Packed the same way, or one type in both versions: what changed inside of it is told at its declaration. */
export function sameOnWire(before: Type, after: Type): boolean {
  return isOneType(before, after) || samePacking(before, after);
}

function isOneType(before: Type, after: Type): boolean {
  return (
    "interfaceName" in before &&
    "interfaceName" in after &&
    before.name === after.name &&
    before.interfaceName === after.interfaceName
  );
}

/** Packed the same way: as many bytes that mean the same numbers. */
export function samePacking(before: Type, after: Type): boolean {
  return before.kind === "struct" && after.kind === "struct"
    ? sameStruct(before, after, 0)
    : packing(before) === packing(after);
}

/** Deeper than anybody nests. */
const deepest = 200;

/** What is known of pairs already compared; a structure may hold another one many times over. */
const compared = new WeakMap<StructType, WeakMap<StructType, boolean>>();

/** Structures of different names, or of different files, field by field. */
function sameStruct(before: StructType, after: StructType, depth: number): boolean {
  if (isOneType(before, after)) {
    return true;
  }
  const known = compared.get(before)?.get(after);
  if (known !== undefined) {
    return known;
  }
  const same = depth < deepest && sameFields(before, after, depth);
  compared.set(before, (compared.get(before) ?? new WeakMap<StructType, boolean>()).set(after, same));
  return same;
}

function sameFields(before: StructType, after: StructType, depth: number): boolean {
  return (
    before.fields.length === after.fields.length &&
    before.fields.every((field, index) => {
      const other = after.fields[index];
      if (other === undefined || shapeOf(field) !== shapeOf(other) || field.count !== other.count) {
        return false;
      }
      return field.type.kind === "struct" && other.type.kind === "struct"
        ? sameStruct(field.type, other.type, depth + 1)
        : packing(field.type) === packing(other.type);
    })
  );
}

function packing(type: Type): string {
  switch (type.kind) {
    case "basic":
      return type.name === "char" ? "uint8" : type.name === "size" ? "uint32" : type.name;
    case "enum":
    case "bitmask":
      return `code${type.size}`;
    case "reference":
    case "eventReference":
      return "reference";
    case "handler":
      return "context";
    case "struct":
      return "struct";
    case "error":
      return `error ${type.name}`;
  }
}

/** The same type name in C, or one type in both versions. */
export function sameInC(
  beforeOwner: Interface,
  before: Type | undefined,
  afterOwner: Interface,
  after: Type | undefined,
): boolean {
  if (before !== undefined && after !== undefined && isOneType(before, after)) {
    return true;
  }
  return cType(cNaming(beforeOwner), before) === cType(cNaming(afterOwner), after);
}

export interface Sized {
  readonly type: Type;
  readonly count?: number;
  readonly shape?: "scalar" | "string" | "array";
}

/** Scalar, string or array. */
export function shapeOf({ type, count, shape }: Sized): "scalar" | "string" | "array" {
  if (shape !== undefined) {
    return shape;
  }
  return count === undefined ? "scalar" : type.kind === "basic" && type.name === "string" ? "string" : "array";
}

export function sameField(before: StructField, after: StructField): boolean {
  return shapeOf(before) === shapeOf(after) && before.count === after.count && before.type.name === after.type.name;
}

/** `uint8`, `string[64]`, `base.Kind[4]`. */
export function sizedText(owner: Interface, { type, count }: Sized): string {
  const foreign = "uri" in type && type.uri !== owner.uri ? `${type.interfaceName}.` : "";
  return `${foreign}${type.name}${count === undefined ? "" : `[${count}]`}`;
}
