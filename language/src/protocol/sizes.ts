/**
 * How many bytes a value of a type may take in a message buffer.
 *
 * In: a type and the build it is asked for. Out: bytes, as the reference compiler counts them, which is what message sizes and the
 * protocol hash are made of; the codec may need fewer. Facts: `StructType.size` of the model is the plain Legato build only; with
 * `LE_CONFIG_RPC=y` each value carries tags, and TelAF's compiler stems from an older base that counts structures differently.
 */
import type { Interface, Parameter, StructField, StructType, Type } from "../model/interface.ts";
import { isTelaf } from "./declarations.ts";
import { innermostFirst } from "./structs.ts";

/** Which build the sizes are for. */
export interface Build {
  /** `LE_CONFIG_RPC=y` in the environment of the compiler. */
  readonly rpc: boolean;
  /** TelAF's compiler instead of Legato's. */
  readonly telaf: boolean;
}

/** True for the element types whose arrays are packed as one byte string. */
export function isByte(type: Type): boolean {
  return type.kind === "basic" && (type.name === "uint8" || type.name === "int8" || type.name === "char");
}

export interface Sizer {
  readonly build: Build;
  /** The tag that goes before each value, or nothing. */
  readonly tag: 0 | 1;
  /** Bytes of a length or a count. */
  readonly length: number;
  type(type: Type): number;
  /** Bytes of `count` characters or elements with their length in front, as a parameter. */
  string(count: number): number;
  array(element: Type, count: number): number;
  /** A parameter's bytes when it travels by value. */
  value(parameter: Parameter): number;
}

const sizers = new WeakMap<Interface, { readonly plain: Sizer; readonly rpc: Sizer }>();

/** The sizes of an interface's build: TelAF's if the file, or one it imports, can only be meant for its compiler. */
export function sizerOf(iface: Interface, build: "plain" | "rpc" = "plain"): Sizer {
  let known = sizers.get(iface);
  if (known === undefined) {
    const telaf = isTelaf(iface);
    known = { plain: createSizer({ rpc: false, telaf }), rpc: createSizer({ rpc: true, telaf }) };
    sizers.set(iface, known);
  }
  return known[build];
}

/** Sizes of structures are kept, because a structure may hold another one many times over. */
function createSizer(build: Build): Sizer {
  const tag = build.rpc ? 1 : 0;
  const length = 4 + tag;
  const structs = new Map<StructType, number>();

  function array(element: Type, count: number): number {
    return length + (isByte(element) && !build.telaf ? count : count * size(element));
  }

  function field({ type: fieldType, count }: StructField): number {
    if (count === undefined) {
      return size(fieldType);
    }
    if (build.telaf) {
      return count * size(fieldType);
    }
    return isString(fieldType) ? length + count : array(fieldType, count);
  }

  function struct(type: StructType): number {
    for (const each of innermostFirst(type, structs)) {
      const fields = each.fields.reduce((sum, one) => sum + field(one), 0);
      const frame = build.rpc ? (build.telaf ? 1 : 3) : 0;
      structs.set(each, fields + frame);
    }
    return structs.get(type) ?? 0;
  }

  function size(type: Type): number {
    switch (type.kind) {
      case "basic":
        return type.size + tag;
      case "enum":
      case "bitmask":
        return type.size + tag;
      case "reference":
      case "eventReference":
      case "handler":
        // Legato's CBOR puts a semantic tag of three bytes before the value's own.
        return build.rpc && !build.telaf ? 8 : 4 + tag;
      case "struct":
        return struct(type);
      case "error":
        return 0;
    }
  }

  return {
    build,
    tag,
    length,
    type: size,
    string: (count) => length + count,
    array,
    value: (parameter) => {
      switch (parameter.shape) {
        case "string":
          return length + (parameter.count ?? 0);
        case "array":
          return array(parameter.type, parameter.count ?? 0);
        case "scalar":
          return size(parameter.type);
      }
    },
  };
}

export function isString(type: Type): boolean {
  return type.kind === "basic" && type.name === "string";
}

export function isFile(type: Type): boolean {
  return type.kind === "basic" && type.name === "file";
}
