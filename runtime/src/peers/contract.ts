/**
 * TypeScript's names for what an interface has: the members of a client or an implementation, and what their arguments and results are.
 *
 * In: an `.api`. Out: tables between these names and functions; values in TypeScript's shape and the codec's. The names are the generator's
 * (`memberNames`, `resultName` of @legato-api/language), so that the types it writes are true.
 */
import {
  type ApiEvent,
  type ApiFunction,
  type Interface,
  memberNames,
  type Parameter,
  type ResponseValues,
  resultName,
  type WireValue,
  type WireValues,
} from "@legato-api/language";
import { PeerError } from "./problem.ts";

export interface EventContract {
  readonly event: ApiEvent;
  readonly member: string;
  readonly add: ApiFunction;
  readonly remove: ApiFunction;
  /** Name of the handler among the parameters of `add`. */
  readonly handler: string;
}

export interface Contracted {
  /** FUNCTIONs by member name. */
  readonly functions: ReadonlyMap<string, ApiFunction>;
  /** The same by wire id. */
  readonly members: ReadonlyMap<number, string>;
  /** EVENTs by member name. */
  readonly events: ReadonlyMap<string, EventContract>;
}

export function contractOf(iface: Interface): Contracted {
  const plain = iface.functions.filter(({ kind }) => kind === "function");
  const names = memberNames(plain.map(({ name }) => name));
  const eventNames = memberNames(iface.events.keys());
  const functions = new Map(plain.map((fn) => [names.get(fn.name) ?? fn.name, fn]));
  const events = [...iface.events.values()].flatMap((event) => {
    const add = iface.functions.find((fn) => fn.kind === "addHandler" && fn.event === event.name);
    const remove = iface.functions.find((fn) => fn.kind === "removeHandler" && fn.event === event.name);
    const handler = add && handlerOf(add);
    const member = eventNames.get(event.name) ?? event.name;
    if (add === undefined || remove === undefined || handler === undefined) return [];
    return [[member, { event, member, add, remove, handler: handler.name }] as const];
  });
  return {
    functions,
    members: new Map([...functions].map(([member, fn]) => [fn.messageId, member])),
    events: new Map(events),
  };
}

export function handlerOf({ parameters }: ApiFunction): Parameter | undefined {
  return parameters.find(({ type }) => type.kind === "handler");
}

/** What a call gives its caller: the result, or an object of the result and the OUT values. */
export function resultOf(fn: ApiFunction, { result, values }: ResponseValues): unknown {
  const hasOutputs = fn.parameters.some(({ direction }) => direction === "out");
  if (!hasOutputs) return result;
  return fn.returnType === undefined ? values : { [resultName(fn)]: result, ...values };
}

/** The inverse: what an implementation returned. The codec checks the values themselves. */
export function responseOf(fn: ApiFunction, returned: unknown): ResponseValues {
  const hasOutputs = fn.parameters.some(({ direction }) => direction === "out");
  if (!hasOutputs) return fn.returnType === undefined ? { values: {} } : { ...resultPart(returned), values: {} };
  if (!isObject(returned)) {
    throw new PeerError(`${fn.name} has to return an object of ${outputNames(fn).join(", ")}`);
  }
  const { [resultName(fn)]: result, ...values } = returned;
  return fn.returnType === undefined ? { values: returned } : { ...resultPart(result), values };
}

function outputNames(fn: ApiFunction): readonly string[] {
  const outputs = fn.parameters.filter(({ direction }) => direction === "out").map(({ name }) => name);
  return fn.returnType === undefined ? outputs : [resultName(fn), ...outputs];
}

function resultPart(result: unknown): { readonly result?: WireValue } {
  return isWireValue(result) ? { result } : {};
}

/** Values that come from a user's program; what they are is for the codec to check. */
export function isObject(value: unknown): value is WireValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWireValue(value: unknown): value is WireValue {
  return value !== undefined && value !== null && typeof value !== "function" && typeof value !== "symbol";
}
