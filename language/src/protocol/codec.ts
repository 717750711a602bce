/**
 * Bytes to values and back for every message of an interface, in the untagged layout (`LE_CONFIG_RPC` not set).
 *
 * In: a checked interface; then message ids with values, or with the bytes that follow the id in a message. Out: bytes, or values, or
 * a problem in words. Nothing here throws and nothing is read past the end, whatever the bytes; leftovers after the last value are
 * normal (messages always have full size) and ignored. Descriptors travel beside the bytes. Values are described in codec/values.ts.
 */
import type { ApiFunction, Interface } from "../model/interface.ts";
import { allOutputs, type Packed, packMessage, type WantedOutputs } from "./codec/packMessage.ts";
import { unpackMessage } from "./codec/unpackMessage.ts";
import { failed, type Outcome, ok, type WireValue, type WireValues } from "./codec/values.ts";
import { type FunctionLayout, layoutOf, type MessageLayout } from "./layout.ts";
import { messageSizes } from "./messageSize.ts";

export type { Packed, WantedOutputs };

export interface RequestValues {
  /** IN parameters; for a handler the caller's context reference. */
  readonly values: WireValues;
  /** OUT parameters not named here are not wanted. */
  readonly outputs: WantedOutputs;
}

export interface ResponseValues {
  readonly result?: WireValue;
  /** OUT parameters that were wanted. */
  readonly values: WireValues;
}

export interface EventValues {
  /** The reference the client gave for its handler. */
  readonly context: number;
  /** The handler's parameters. */
  readonly values: WireValues;
}

export interface CodecOptions {
  /** Values are raw copies of the peer's memory; all of Legato's targets are little-endian. */
  readonly byteOrder?: "little" | "big";
}

export interface Codec {
  readonly interface: Interface;
  /** By message id. */
  readonly functions: ReadonlyMap<number, ApiFunction>;
  /** Leave out `outputs` to want every OUT parameter at its full size. */
  encodeRequest(
    id: number,
    request: { readonly values: WireValues; readonly outputs?: WantedOutputs },
  ): Outcome<Packed>;
  decodeRequest(id: number, bytes: Uint8Array, fd?: number): Outcome<RequestValues>;
  /** `outputs` of the request decide what is sent and how much of it fits; values that were not wanted are left out. */
  encodeResponse(id: number, response: ResponseValues, outputs?: WantedOutputs): Outcome<Packed>;
  decodeResponse(id: number, bytes: Uint8Array, outputs?: WantedOutputs, fd?: number): Outcome<ResponseValues>;
  /** The id is that of the function that took the handler. */
  encodeEvent(id: number, event: EventValues): Outcome<Packed>;
  decodeEvent(id: number, bytes: Uint8Array, fd?: number): Outcome<EventValues>;
}

export function createCodec(iface: Interface, { byteOrder = "little" }: CodecOptions = {}): Codec {
  const littleEndian = byteOrder === "little";
  const limit = messageSizes(iface).message;
  const functions = new Map(iface.functions.map((fn) => [fn.messageId, fn]));
  const layouts = new Map<number, ReturnType<typeof layoutOf>>();

  /** Runs `step` on the layout of a function; its problems get the function's name in front. */
  function withLayout<T>(id: number, step: (layout: FunctionLayout) => Outcome<T>): Outcome<T> {
    const fn = functions.get(id);
    if (fn === undefined) {
      return failed(`${iface.name} has no function with the id ${id}`);
    }
    const laid = layouts.get(id) ?? layoutOf(fn);
    layouts.set(id, laid);
    const outcome = laid.ok ? step(laid.layout) : laid;
    return outcome.ok ? outcome : failed(`${fn.name}: ${outcome.problem}`);
  }

  function withEvent<T>(id: number, step: (message: MessageLayout) => Outcome<T>): Outcome<T> {
    return withLayout(id, ({ event }) =>
      event === undefined ? failed("takes no handler, so it has no events") : step(event),
    );
  }

  return {
    interface: iface,
    functions,
    encodeRequest: (id, { values, outputs }) =>
      withLayout(id, ({ request, response }) =>
        packMessage(request, { values, outputs: outputs ?? allOutputs(response) }, littleEndian, limit),
      ),
    decodeRequest: (id, bytes, fd) =>
      withLayout(id, ({ request }) => unpackMessage(request, bytes, { fd }, littleEndian)),
    encodeResponse: (id, { result, values }, outputs) =>
      withLayout(id, ({ response }) =>
        packMessage(response, { values, result, outputs: outputs ?? allOutputs(response) }, littleEndian, limit),
      ),
    decodeResponse: (id, bytes, outputs, fd) =>
      withLayout(id, ({ response }) => {
        const found = unpackMessage(response, bytes, { fd, outputs: outputs ?? allOutputs(response) }, littleEndian);
        return found.ok
          ? ok({ ...(found.value.result !== undefined && { result: found.value.result }), values: found.value.values })
          : found;
      }),
    encodeEvent: (id, { context, values }) =>
      withEvent(id, (message) => packMessage(message, { values, context, outputs: {} }, littleEndian, limit)),
    decodeEvent: (id, bytes, fd) =>
      withEvent(id, (message) => {
        const found = unpackMessage(message, bytes, { fd }, littleEndian);
        return found.ok ? ok({ context: found.value.context ?? 0, values: found.value.values }) : found;
      }),
  };
}
