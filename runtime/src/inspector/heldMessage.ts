/**
 * A record that the gate holds, decoded: which function or event it is, with which values.
 *
 * In: the record, and the registry as it was before the record was told to it. Out: what a debugger shows, and the values that conditions
 * see. Bytes that fit no function give a message without values, never an error.
 */
import {
  type ApiFunction,
  type Codec,
  type Interface,
  onOffCodes,
  resultCodes,
  type WireValues,
  withImports,
} from "@legato-api/language";
import type { RecordCopy } from "../directory/events.ts";
import { type JsonObject, valuesToJson } from "../interfaces/values.ts";
import { readMessage } from "../sessions/records.ts";
import type { Registry } from "../sessions/registry.ts";
import type { Service } from "../sessions/service.ts";
import { namedFiles } from "../sessions/session.ts";
import type { Scope, Value } from "./expression.ts";

export interface HeldMessage {
  readonly session: number;
  readonly ticket: number;
  readonly direction: RecordCopy["direction"];
  readonly transaction: number;
  readonly messageId: number;
  readonly at: "request" | "response" | "event";
  readonly service: Service;
  readonly fn: ApiFunction | undefined;
  readonly request: JsonObject | null;
  readonly response: JsonObject | null;
  /** undefined: it could not be decoded. */
  readonly scope: Scope | undefined;
}

/** undefined: nobody can be interested in it, so it may go on at once. */
export function readHeld(copy: RecordCopy, registry: Registry): HeldMessage | undefined {
  const service = registry.serviceOfSession(copy.session);
  const message = readMessage(copy.bytes, registry.pointerSizeOf(copy.session));
  if (copy.ticket === undefined || service === undefined || message === undefined) return undefined;
  const codec = service.decoder?.codec;
  const fn = codec?.functions.get(message.id);
  const at = copy.direction === "toServer" ? "request" : message.transaction === 0 ? "event" : "response";
  const values = codec && fn ? valuesOf(at, codec, fn, copy, message.body, requestOf(registry, copy, message)) : {};
  return {
    session: copy.session,
    ticket: copy.ticket,
    direction: copy.direction,
    transaction: message.transaction,
    messageId: message.id,
    at,
    service,
    fn,
    request: values.request === undefined ? null : valuesToJson(values.request),
    response: values.response === undefined ? null : valuesToJson(values.response),
    scope: service.api && scopeOf(values, service.api.interface, registry, copy.session),
  };
}

type PendingRequest = ReturnType<Registry["pendingRequest"]>;

function requestOf(registry: Registry, copy: RecordCopy, { transaction }: { transaction: number }): PendingRequest {
  return copy.direction === "toClient" ? registry.pendingRequest(copy.session, transaction) : undefined;
}

interface MessageValues {
  readonly request?: WireValues;
  /** Of an event: its values. */
  readonly response?: WireValues;
}

function valuesOf(
  at: HeldMessage["at"],
  codec: Codec,
  fn: ApiFunction,
  copy: RecordCopy,
  body: Uint8Array,
  pending: PendingRequest,
): MessageValues {
  const descriptor = copy.descriptors > 0 ? 0 : undefined;
  if (at === "request") {
    const request = codec.decodeRequest(fn.messageId, body, descriptor);
    return request.ok ? { request: namedFiles(request.value.values, fn, copy) } : {};
  }
  if (at === "event") {
    const event = codec.decodeEvent(fn.messageId, body, descriptor);
    return event.ok ? { response: event.value.values } : {};
  }
  const hasOutputs = fn.parameters.some(({ direction }) => direction === "out");
  // Without the request nobody knows which outputs are in the response.
  if (pending === undefined && hasOutputs) return {};
  const response = codec.decodeResponse(fn.messageId, body, pending?.outputs, descriptor);
  const request = pending === undefined ? {} : { request: pending.values };
  if (!response.ok) return request;
  const { result, values } = response.value;
  return { ...request, response: { ...(result !== undefined && { result }), ...namedFiles(values, fn, copy) } };
}

function scopeOf(
  { request, response }: MessageValues,
  iface: Interface,
  registry: Registry,
  session: number,
): Scope | undefined {
  if (request === undefined && response === undefined) return undefined;
  const client = registry.session(session, 0)?.client;
  return {
    ...constants(iface),
    ...(client !== undefined && { client: { pid: client.pid, name: client.name, uid: client.uid } }),
    session,
    request: request ?? null,
    response: response ?? null,
    ...request,
    ...response,
  };
}

/**
 * What the `.api` names: DEFINEs; members of a BITMASK as numbers, since bits are tested by number (`sides & LEFT`); members of an ENUM, and the codes of
 * the two built-in ones, as their names, which is how a message's values are decoded.
 */
function constants(iface: Interface): { readonly [name: string]: Value } {
  const known = constantsOf.get(iface);
  if (known !== undefined) return known;
  // A map, since members may be called like what every object has.
  const found = new Map<string, Value>([...resultCodes, ...onOffCodes].map(([name]) => [name, name]));
  for (const { types, definitions } of withImports(iface)) {
    for (const { name, value } of definitions.values()) if (!found.has(name)) found.set(name, value);
    for (const type of types.values()) {
      if (type.kind !== "enum" && type.kind !== "bitmask") continue;
      for (const { name, value } of type.members) found.set(name, type.kind === "enum" ? name : value);
    }
  }
  const made = Object.fromEntries(found);
  constantsOf.set(iface, made);
  return made;
}

const constantsOf = new WeakMap<Interface, { readonly [name: string]: Value }>();
