/**
 * Unpacks a whole message by its layout.
 *
 * In: the layout, the bytes after the message id, the descriptor that came along, and for a response which outputs its request wanted.
 * Out: the values, or the first problem in words. Bytes after the last value are leftovers of earlier messages and ignored.
 */
import type { MessageLayout, Slot } from "../layout.ts";
import type { WantedOutputs } from "./packMessage.ts";
import { Reader } from "./reader.ts";
import { Unpacker } from "./unpack.ts";
import { failed, type Outcome, ok, own, type WireValue, type WireValues } from "./values.ts";

export interface Unpacked {
  readonly values: WireValues;
  /** Of a request: what the caller wants, capacities no larger than the declared maximum, as the server's implementation sees them. */
  readonly outputs: WantedOutputs;
  readonly result?: WireValue;
  readonly context?: number;
}

export interface Known {
  readonly fd?: number | undefined;
  /** Of a response; a request carries its own. */
  readonly outputs?: WantedOutputs;
}

export function unpackMessage(
  layout: MessageLayout,
  bytes: Uint8Array,
  known: Known,
  littleEndian: boolean,
): Outcome<Unpacked> {
  const unpacking = new Unpacking(bytes, known, littleEndian);
  const problem = unpacking.parts(layout);
  return problem === undefined ? ok(unpacking.unpacked()) : failed(problem);
}

class Unpacking {
  readonly #unpacker: Unpacker;
  readonly #values: Record<string, WireValue> = {};
  readonly #outputs: Record<string, number | true> = {};
  #result: WireValue | undefined;
  #context: number | undefined;
  #fd: number | undefined;

  constructor(bytes: Uint8Array, { fd, outputs }: Known, littleEndian: boolean) {
    this.#unpacker = new Unpacker(new Reader(bytes, littleEndian));
    this.#fd = fd;
    Object.assign(this.#outputs, outputs);
  }

  unpacked(): Unpacked {
    return {
      values: this.#values,
      outputs: this.#outputs,
      ...(this.#result !== undefined && { result: this.#result }),
      ...(this.#context !== undefined && { context: this.#context }),
    };
  }

  /** The first problem. */
  parts({ parts }: MessageLayout): string | undefined {
    for (const part of parts) {
      switch (part.kind) {
        case "mask":
          this.#mask(part.outputs);
          break;
        case "context":
          this.#reference(part.parameter);
          break;
        case "result":
          this.#result = this.#unpacker.slot(part.slot);
          break;
        case "capacity":
          this.#capacity(part.slot);
          break;
        case "value":
          this.#value(part.slot, part.output !== undefined);
          break;
        case "file":
          this.#file(part.name, part.output !== undefined);
          break;
      }
      if (this.#unpacker.problem !== undefined) {
        return this.#unpacker.problem;
      }
    }
    return undefined;
  }

  #mask(names: readonly string[]): void {
    const mask = this.#unpacker.word("mask of wanted outputs") ?? 0;
    names.forEach((name, index) => {
      if ((mask >>> index) & 1) {
        this.#outputs[name] = true;
      }
    });
  }

  #reference(parameter: string | undefined): void {
    const reference = this.#unpacker.reference(parameter ?? "context");
    if (reference === undefined) {
      return;
    }
    if (parameter === undefined) {
      this.#context = reference;
    } else {
      this.#values[parameter] = reference;
    }
  }

  #wants(name: string): boolean {
    return own(this.#outputs, name) !== undefined;
  }

  #capacity({ name, count }: Slot): void {
    if (!this.#wants(name)) {
      return;
    }
    const capacity = this.#unpacker.word(`capacity of ${name}`);
    if (capacity !== undefined) {
      this.#outputs[name] = Math.max(0, Math.min(capacity, count));
    }
  }

  #value(slot: Slot, output: boolean): void {
    if (output && !this.#wants(slot.name)) {
      return;
    }
    const value = this.#unpacker.slot(slot);
    if (value !== undefined) {
      this.#values[slot.name] = value;
    }
  }

  /** The first file takes the descriptor, as the first `le_msg_GetFd` does. */
  #file(name: string, output: boolean): void {
    if (output && !this.#wants(name)) {
      return;
    }
    this.#values[name] = this.#fd ?? -1;
    this.#fd = undefined;
  }
}
