/**
 * Packs a whole message by its layout.
 *
 * In: the layout and the values, which come from a user's program. Out: the bytes after the message id and the descriptor that goes with
 * them, or the first problem in words.
 */
import type { MessageLayout, Slot } from "../layout.ts";
import { type Problem, pack, packReference } from "./pack.ts";
import { failed, type Outcome, ok, own, type WireValue, type WireValues } from "./values.ts";
import { Writer } from "./writer.ts";

/** The OUT parameters a caller wants: a capacity (bytes, elements) for a string or an array, `true` for the others. */
export type WantedOutputs = Readonly<Record<string, number | true>>;

/** What goes into a message after its id, and the descriptor that goes with it. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly fd?: number;
}

export interface MessageValues {
  readonly values: WireValues;
  readonly outputs: WantedOutputs;
  readonly result?: WireValue | undefined;
  readonly context?: number;
}

/** Every OUT parameter at its full size. */
export function allOutputs(response: MessageLayout): WantedOutputs {
  const outputs: Record<string, number | true> = {};
  for (const part of response.parts) {
    if (part.kind === "file" && part.output !== undefined) {
      outputs[part.name] = true;
    } else if (part.kind === "value" && part.output !== undefined) {
      outputs[part.slot.name] = part.slot.shape === "scalar" ? true : part.slot.count;
    }
  }
  return outputs;
}

/** `limit`: bytes of the interface's message buffer. */
export function packMessage(
  layout: MessageLayout,
  message: MessageValues,
  littleEndian: boolean,
  limit: number,
): Outcome<Packed> {
  const packing = new Packing(message, littleEndian);
  const problem = packing.parts(layout);
  if (problem !== undefined) {
    return failed(problem);
  }
  const packed = packing.packed();
  return packed.bytes.length > limit
    ? failed(`takes ${packed.bytes.length} bytes; a message of this interface has ${limit}`)
    : ok(packed);
}

class Packing {
  readonly #message: MessageValues;
  readonly #writer: Writer;
  #fd: number | undefined;

  constructor(message: MessageValues, littleEndian: boolean) {
    this.#message = message;
    this.#writer = new Writer(littleEndian);
  }

  packed(): Packed {
    return { bytes: this.#writer.finish(), ...(this.#fd !== undefined && { fd: this.#fd }) };
  }

  parts({ parts }: MessageLayout): Problem {
    const { values, result, context } = this.#message;
    for (const part of parts) {
      let problem: Problem;
      switch (part.kind) {
        case "mask":
          problem = this.#mask(part.outputs);
          break;
        case "context":
          problem = this.#context(part.parameter, part.parameter === undefined ? context : own(values, part.parameter));
          break;
        case "result":
          problem = pack(this.#writer, part.slot, result);
          break;
        case "capacity":
          problem = this.#capacity(part.slot);
          break;
        case "value":
          problem = this.#value(part.slot, part.output !== undefined);
          break;
        case "file":
          problem = this.#file(part.name, part.output !== undefined);
          break;
      }
      if (problem !== undefined) {
        return problem;
      }
    }
    return undefined;
  }

  #mask(names: readonly string[]): Problem {
    for (const name of Object.keys(this.#message.outputs)) {
      if (!names.includes(name)) {
        return `'${name}' is wanted but is no OUT parameter (${names.join(", ")})`;
      }
    }
    const mask = names.reduce((bits, name, index) => bits + (this.#wants(name) ? 2 ** index : 0), 0);
    this.#writer.uint32(mask);
    return undefined;
  }

  #wants(name: string): boolean {
    return own(this.#message.outputs, name) !== undefined;
  }

  #context(parameter: string | undefined, reference: unknown): Problem {
    const problem = packReference(this.#writer, reference);
    return problem === undefined ? undefined : `'${parameter ?? "context"}' ${problem}`;
  }

  #capacity({ name, count }: Slot): Problem {
    const wanted = own(this.#message.outputs, name);
    if (wanted === undefined) {
      return undefined;
    }
    const capacity = wanted === true ? count : wanted;
    if (typeof capacity !== "number" || !Number.isInteger(capacity) || capacity < 0 || capacity > 0xffffffff) {
      return `'${name}' has room for ${String(capacity)}, which is no capacity`;
    }
    this.#writer.uint32(capacity);
    return undefined;
  }

  #value(slot: Slot, output: boolean): Problem {
    if (!output) {
      return pack(this.#writer, slot, own(this.#message.values, slot.name));
    }
    const wanted = own(this.#message.outputs, slot.name);
    if (wanted === undefined) {
      return undefined;
    }
    const room = typeof wanted === "number" && slot.shape !== "scalar" ? Math.min(wanted, slot.count) : slot.count;
    return pack(this.#writer, { ...slot, count: room }, own(this.#message.values, slot.name));
  }

  #file(name: string, output: boolean): Problem {
    if (output && !this.#wants(name)) {
      return undefined;
    }
    const fd = own(this.#message.values, name);
    if (typeof fd !== "number" || !Number.isInteger(fd) || fd < -1) {
      return `'${name}' must be a file descriptor, or -1 for none`;
    }
    if (fd === -1) {
      return undefined;
    }
    if (this.#fd !== undefined) {
      return `'${name}' is a second file descriptor; a message carries one`;
    }
    this.#fd = fd;
    return undefined;
  }
}
