/** Random values for the messages of a function, in the form the codec gives them back. For property tests. */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import type { Type } from "../../model/interface.ts";
import { canonical, coded, codesOf } from "../codec/codes.ts";
import type { WireValue, WireValues } from "../codec/values.ts";
import type { WantedOutputs } from "../codec.ts";
import { fieldSlots, type MessageLayout, type Slot } from "../layout.ts";

const reference = fc.nat(0x7fff_ffff).map((n) => (n === 0 ? 0 : n * 2 - 1));

/** Strings of at most so many bytes of UTF-8. */
function text(count: number): fc.Arbitrary<string> {
  const fits = (value: string): boolean => utf8ToBytes(value).length <= count;
  return fc.string({ unit: "binary", maxLength: count }).map((value) => {
    const clean = value.replaceAll("\0", "");
    let end = clean.length;
    while (!fits(clean.slice(0, end)) || /\p{Surrogate}/u.test(clean.slice(0, end))) {
      end--;
    }
    return clean.slice(0, end);
  });
}

function slotValue(slot: Slot): fc.Arbitrary<WireValue> {
  switch (slot.shape) {
    case "string":
      return text(slot.count);
    case "array": {
      const { type } = slot;
      return type.kind === "basic" && (type.name === "uint8" || type.name === "char")
        ? fc.uint8Array({ maxLength: slot.count })
        : fc.array(scalar(type), { maxLength: slot.count });
    }
    case "scalar":
      return scalar(slot.type);
  }
}

function scalar(type: Type): fc.Arbitrary<WireValue> {
  const code = coded(type);
  if (code !== undefined) {
    const codes = codesOf(code);
    return fc.bigInt({ min: 0n, max: (1n << BigInt(codes.bits)) - 1n }).chain((raw) => {
      const value = canonical(codes, raw);
      const number = codes.bits === 64 ? value : Number(value);
      const names = type.kind === "bitmask" ? [] : [...codes.nameOf.values()];
      const known = type.kind === "bitmask" ? number : (codes.nameOf.get(value) ?? number);
      return fc.constantFrom<WireValue>(known, ...names);
    });
  }
  switch (type.kind) {
    case "basic":
      return basic(type.name);
    case "reference":
    case "eventReference":
      return reference;
    case "struct":
      return fc.record(Object.fromEntries(fieldSlots(type).map((slot) => [slot.name, slotValue(slot)])));
    default:
      throw new Error(`no value has the type ${type.name}`);
  }
}

function basic(name: string): fc.Arbitrary<WireValue> {
  switch (name) {
    case "bool":
      return fc.boolean();
    case "double":
      return fc.double();
    case "uint64":
      return fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    case "int64":
      return fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
    case "int8":
      return fc.integer({ min: -128, max: 127 });
    case "int16":
      return fc.integer({ min: -32768, max: 32767 });
    case "int32":
      return fc.integer();
    case "uint8":
    case "char":
      return fc.nat(255);
    case "uint16":
      return fc.nat(65535);
    default:
      return fc.nat(0xffff_ffff);
  }
}

export interface ArbitraryMessage {
  readonly values: WireValues;
  readonly outputs: WantedOutputs;
  readonly result?: WireValue;
  readonly context: number;
}

/** Values for all parts of a message; OUT parameters wanted or not, as it comes. */
export function messageValues(layout: MessageLayout, outputs?: WantedOutputs): fc.Arbitrary<ArbitraryMessage> {
  const values: Record<string, fc.Arbitrary<WireValue>> = {};
  const wanted: Record<string, fc.Arbitrary<number | true | undefined>> = {};
  let result: fc.Arbitrary<WireValue | undefined> = fc.constant(undefined);
  for (const part of layout.parts) {
    switch (part.kind) {
      case "mask":
        for (const name of part.outputs) {
          wanted[name] = fc.option(fc.constant<true>(true), { nil: undefined });
        }
        break;
      case "capacity":
        wanted[part.slot.name] = fc.option(fc.nat(part.slot.count), { nil: undefined });
        break;
      case "result":
        result = slotValue(part.slot);
        break;
      case "context":
        if (part.parameter !== undefined) {
          values[part.parameter] = reference;
        }
        break;
      case "file":
        if (part.output === undefined || outputs?.[part.name] !== undefined) {
          values[part.name] = fc.integer({ min: -1, max: 1000 });
        }
        break;
      case "value":
        addValue(values, part.slot, part.output, outputs);
        break;
    }
  }
  return fc
    .record({ values: fc.record(values), outputs: fc.record(wanted), result, context: reference })
    .map(({ result: returned, outputs: chosen, ...message }) => ({
      ...message,
      outputs: Object.fromEntries(
        Object.entries(chosen).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      ...(returned !== undefined && { result: returned }),
    }));
}

function addValue(
  values: Record<string, fc.Arbitrary<WireValue>>,
  slot: Slot,
  output: number | undefined,
  outputs: WantedOutputs | undefined,
): void {
  if (output === undefined) {
    values[slot.name] = slotValue(slot);
    return;
  }
  const room = outputs !== undefined && Object.hasOwn(outputs, slot.name) ? outputs[slot.name] : undefined;
  if (room !== undefined) {
    values[slot.name] = slotValue(
      typeof room === "number" && slot.shape !== "scalar" ? { ...slot, count: room } : slot,
    );
  }
}
