/**
 * Unpacks one value of the `.api` from a message.
 *
 * In: where the value belongs and a reader on bytes of any content. Out: the value, or nothing; then `problem` says what is wrong with the
 * bytes. What Legato's own C refuses is refused here: counts above the declared maximum and references that are even.
 */
import type { BasicTypeName, StructType, Type } from "../../model/interface.ts";
import { fieldSlots, type Slot } from "../layout.ts";
import { type CodedType, canonical, coded, codesOf } from "./codes.ts";
import type { Reader } from "./reader.ts";
import type { WireValue } from "./values.ts";

export class Unpacker {
  readonly #reader: Reader;
  /** Set by the first value that could not be read. */
  problem: string | undefined;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Four bytes of the protocol itself: the mask, a capacity. */
  word(what: string): number | undefined {
    return this.#reader.uint32() ?? this.#short(what);
  }

  reference(what: string): number | undefined {
    const value = this.#reader.uint32();
    if (value === undefined) {
      return this.#short(what);
    }
    return value === 0 || value % 2 === 1 ? value : this.#refuse(what, `is no reference: ${value} is even`);
  }

  slot(slot: Slot): WireValue | undefined {
    switch (slot.shape) {
      case "scalar":
        return this.#scalar(slot.name, slot.type);
      case "string":
        return this.#string(slot);
      case "array":
        return this.#array(slot);
    }
  }

  #string({ name, count }: Slot): string | undefined {
    const length = this.#count(name, count, "characters");
    return length === undefined ? undefined : (this.#reader.text(length) ?? this.#short(name));
  }

  #array({ name, type, count }: Slot): WireValue | undefined {
    const length = this.#count(name, count, "elements");
    if (length === undefined) {
      return undefined;
    }
    if (type.kind === "basic" && (type.name === "uint8" || type.name === "char")) {
      return this.#reader.bytes(length) ?? this.#short(name);
    }
    const elements: WireValue[] = [];
    // The bytes end long before a large count does: each element takes at least one.
    for (let index = 0; index < length; index++) {
      const element = this.#scalar(name, type);
      if (element === undefined) {
        return undefined;
      }
      elements.push(element);
    }
    return elements;
  }

  #count(what: string, most: number, of: string): number | undefined {
    const count = this.#reader.uint32();
    if (count === undefined) {
      return this.#short(what);
    }
    return count > most ? this.#refuse(what, `claims ${count} ${of}, at most ${most} are allowed`) : count;
  }

  #scalar(what: string, type: Type): WireValue | undefined {
    const code = coded(type);
    if (code !== undefined) {
      return this.#code(what, code);
    }
    switch (type.kind) {
      case "basic":
        return this.#basic(type.name) ?? this.#short(what);
      case "reference":
      case "eventReference":
        return this.reference(what);
      case "struct":
        return this.#struct(what, type);
      default:
        return this.#refuse(what, "has a type that cannot be sent");
    }
  }

  #basic(name: BasicTypeName): WireValue | undefined {
    const reader = this.#reader;
    switch (name) {
      case "uint8":
      case "char":
        return reader.uint8();
      case "uint16":
        return reader.uint16();
      case "uint32":
      case "size":
        return reader.uint32();
      case "uint64":
        return reader.uint64();
      case "int8":
        return reader.int8();
      case "int16":
        return reader.int16();
      case "int32":
        return reader.int32();
      case "int64":
        return reader.int64();
      case "double":
        return reader.double();
      case "bool": {
        const value = reader.uint8();
        return value === undefined ? undefined : value !== 0;
      }
      default:
        return undefined;
    }
  }

  #code(what: string, type: CodedType): WireValue | undefined {
    const codes = codesOf(type);
    const wide = codes.bits === 64;
    const raw = wide ? this.#reader.uint64() : this.#reader.uint32();
    if (raw === undefined) {
      return this.#short(what);
    }
    const value = canonical(codes, BigInt(raw));
    const number = wide ? value : Number(value);
    return type.kind === "bitmask" ? number : (codes.nameOf.get(value) ?? number);
  }

  #struct(what: string, type: StructType): WireValue | undefined {
    const fields: Record<string, WireValue> = {};
    for (const slot of fieldSlots(type)) {
      const value = this.slot({ ...slot, name: `${what}.${slot.name}` });
      if (value === undefined) {
        return undefined;
      }
      fields[slot.name] = value;
    }
    return fields;
  }

  #short(what: string): undefined {
    return this.#refuse(what, `ends beyond the message of ${this.#reader.length} bytes`);
  }

  #refuse(what: string, why: string): undefined {
    this.problem ??= `'${what}' ${why}`;
    return undefined;
  }
}
