/**
 * Names and numbers of the types whose values have names: ENUM, BITMASK, le_result_t, le_onoff_t.
 *
 * In: such a type. Out: tables between names and the numbers that C sees. On the wire all of them are unsigned; a type with a negative
 * member is read back as signed, because that is what its C enum is. A name that two members share names nothing.
 */
import type { BasicType, BitmaskType, EnumType, Type } from "../../model/interface.ts";
import { standardCodes } from "../standardTypes.ts";

export type CodedType = EnumType | BitmaskType | BasicType;

export interface Codes {
  readonly bits: 32 | 64;
  readonly signed: boolean;
  readonly numberOf: ReadonlyMap<string, bigint>;
  readonly nameOf: ReadonlyMap<bigint, string>;
}

const tables = new WeakMap<CodedType, Codes>();

/** The type if its values may have names. */
export function coded(type: Type): CodedType | undefined {
  if (type.kind === "enum" || type.kind === "bitmask") {
    return type;
  }
  return type.kind === "basic" && standardCodes(type.name).length > 0 ? type : undefined;
}

export function codesOf(type: CodedType): Codes {
  const known = tables.get(type);
  if (known !== undefined) {
    return known;
  }
  const made = makeCodes(type);
  tables.set(type, made);
  return made;
}

/** The number as C sees it. */
export function canonical({ bits, signed }: Pick<Codes, "bits" | "signed">, value: bigint): bigint {
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

function makeCodes(type: CodedType): Codes {
  const members =
    type.kind === "basic"
      ? standardCodes(type.name).map(([name, value]) => ({ name, value: BigInt(value) }))
      : type.members;
  const bits = type.size === 8 ? 64 : 32;
  const signed = members.some(({ value }) => value < 0n);
  const numberOf = new Map<string, bigint>();
  const nameOf = new Map<bigint, string>();
  const shared = new Set<string>();
  for (const { name, value } of members) {
    if (numberOf.has(name)) {
      shared.add(name);
    }
    numberOf.set(name, canonical({ bits, signed }, value));
  }
  for (const name of shared) {
    numberOf.delete(name);
  }
  for (const [name, value] of numberOf) {
    if (!nameOf.has(value)) {
      nameOf.set(value, name);
    }
  }
  return { bits, signed, numberOf, nameOf };
}
