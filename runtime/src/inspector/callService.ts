/**
 * `call`: a function of a running service is called for the inspector's client, by an ordinary client session.
 *
 * In: names and JSON arguments. Out: the values of the response. The session is opened for the call and closed after it: what the call acquires
 * is held no longer than that by a service with a close handler.
 */
import type { ApiFunction } from "@legato-api/language";
import { resultName } from "@legato-api/language";
import type { Api } from "../interfaces/api.ts";
import { argumentsOf, signature, valuesFromJson } from "../interfaces/arguments.ts";
import { type JsonObject, valuesToJson, valueToJson } from "../interfaces/values.ts";
import { openSession } from "../peers/clientSession.ts";
import { eventLoop } from "../peers/eventLoop.ts";
import type { Registry } from "../sessions/registry.ts";
import type { CallResult } from "./protocol.ts";

export interface CallParameters {
  readonly interface: string;
  readonly function: string;
  readonly arguments: JsonObject;
}

/** `folder`: of the directory's sockets. */
export async function callService(
  registry: Registry,
  folder: string,
  { interface: name, function: functionName, arguments: args }: CallParameters,
): Promise<CallResult> {
  const service = registry.services().find(({ facts, advertised }) => advertised && facts.interface === name);
  if (service === undefined) throw new Error(`Nobody serves '${name}' now`);
  if (service.api === undefined || service.decoder === undefined) {
    throw new Error(
      `The .api of '${name}' (protocol id ${service.facts.protocolId}) is not known: give its folder with --api-dir`,
    );
  }
  const fn = functionNamed(service.api, functionName);
  const values = valuesFromJson(fn, args);
  if (!values.ok) throw new Error(values.problem);
  const session = await openSession(await eventLoop(), {
    folder,
    interface: name,
    api: service.api,
    wait: false,
  });
  try {
    const before = performance.now();
    const { result, values: outputs } = await session.call(fn, values.value);
    const durationMs = performance.now() - before;
    const own = result === undefined ? {} : { [resultName(fn)]: valueToJson(result) };
    return { function: fn.name, values: { ...own, ...valuesToJson(outputs) }, durationMs };
  } finally {
    await session.close();
  }
}

/** A FUNCTION that takes no handler and no descriptor: neither could be given from outside. Throws a sentence. */
function functionNamed({ interface: iface }: Api, name: string): ApiFunction {
  const plain = iface.functions.filter(({ kind }) => kind === "function");
  const fn = plain.find((each) => each.name === name);
  if (fn === undefined)
    throw new Error(`${iface.name} has no FUNCTION '${name}' (it has ${plain.map((each) => each.name).join(", ")})`);
  const given = fn.parameters.filter(({ direction }) => direction === "in");
  if (argumentsOf(fn).length < given.length)
    throw new Error(`${signature(fn)} takes a handler: call it from a client in TypeScript`);
  if (fn.parameters.some(({ type }) => type.kind === "basic" && type.name === "file")) {
    throw new Error(`${signature(fn)} passes a file: call it with 'legato-api call'`);
  }
  return fn;
}
