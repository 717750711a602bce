/**
 * Parameters of requests, as they come from outside: checked for their form before anybody looks into them.
 *
 * In: what a client sent. Out: the typed parameters, or a sentence. Members that are not known are ignored, so that a newer client is understood.
 */
import type {
  Breakpoint,
  CloseHandlerFacts,
  CrashParameters,
  InspectorRequests,
  JsonObject,
  JsonValue,
  PauseOn,
} from "./protocol.ts";

export type Method = keyof InspectorRequests;
export type ParametersOf<M extends Method> = InspectorRequests[M]["params"];

type Fields = { readonly [name: string]: unknown };
type Reader<T> = (fields: Fields) => T | string;

/** One reader for each request; a string is what is wrong. */
export const readers: { readonly [M in Method]: Reader<ParametersOf<M>> } = {
  initialize: ({ protocolVersion, client }) =>
    typeof protocolVersion === "number" && typeof client === "string"
      ? { protocolVersion, client }
      : "protocolVersion has to be a number and client a text",
  "sessions/list": optionalCount("ended"),
  "sessions/subscribe": optionalCount("ended"),
  "sessions/unsubscribe": none,
  "sessions/history": ({ limit, before }) =>
    isOptionalCount(limit) && isOptionalCount(before)
      ? { ...(limit !== undefined && { limit }), ...(before !== undefined && { before }) }
      : "limit and before have to be numbers",
  "sessions/clearHistory": none,
  "session/get": session,
  "session/calls": session,
  "session/close": session,
  "session/continue": (fields) => {
    const one = session(fields);
    if (typeof one === "string") return one;
    return typeof fields["step"] === "boolean" ? { ...one, step: fields["step"] } : one;
  },
  "client/kill": (fields) => {
    const one = session(fields);
    if (typeof one === "string") return one;
    return typeof fields["signal"] === "string" ? { ...one, signal: fields["signal"] } : one;
  },
  "calls/subscribe": none,
  "calls/unsubscribe": none,
  "breakpoints/set": ({ breakpoints, pauseOn = [] }) => {
    if (!isListOf(breakpoints, isBreakpoint)) return "breakpoints have to be {id, api, function, ...}";
    if (!isListOf(pauseOn, isPauseOn)) return "pauseOn knows open, end and leak";
    return { breakpoints, pauseOn };
  },
  call: ({ interface: name, function: fn, arguments: args }) =>
    typeof name === "string" && typeof fn === "string" && isJsonObject(args)
      ? { interface: name, function: fn, arguments: args }
      : "interface and function have to be texts, arguments an object",
  crash: ({ interface: name, calls, signal, times }) => {
    if (typeof name !== "string") return "interface has to be a text";
    if (!isListOf(calls, isCall) || calls.length === 0) return "calls have to be {function, arguments}, at least one";
    if (!isOptionalText(signal) || !isOptionalCount(times)) return "signal has to be a text and times a number";
    return {
      interface: name,
      calls,
      ...(typeof signal === "string" && { signal }),
      ...(times !== undefined && { times }),
    };
  },
  setFacts: ({ facts }) =>
    isListOf(facts, isCloseHandlerFacts) ? { facts } : "facts have to be {protocolId, closeHandler, evidence, ...}",
  bind: ({ client, server }) =>
    typeof client === "string" && typeof server === "string"
      ? { client, server }
      : "client and server have to be texts",
  "services/list": none,
  "services/start": file,
  "services/stop": file,
  shutdown: ({ unlessDebugged }) => {
    if (unlessDebugged !== undefined && typeof unlessDebugged !== "boolean")
      return "unlessDebugged has to be true or false";
    return unlessDebugged === undefined ? {} : { unlessDebugged };
  },
};

/** The parameters of a request, or what is wrong with them. */
export function readParameters<M extends Method>(method: M, given: unknown): ParametersOf<M> | string {
  return readers[method](isFields(given) ? given : {});
}

function none(): Record<string, never> {
  return {};
}

function session({ session: id }: Fields): { readonly session: number } | string {
  return isCount(id) ? { session: id } : "session has to be the number of a session";
}

function file({ file: name }: Fields): { readonly file: string } | string {
  return typeof name === "string" && name.startsWith("/") ? { file: name } : "file has to be an absolute path";
}

function optionalCount(name: "ended"): Reader<{ readonly ended?: number }> {
  return (fields) => {
    const value = fields[name];
    if (!isOptionalCount(value)) return `${name} has to be a number`;
    return value === undefined ? {} : { ended: value };
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isOptionalCount(value: unknown): value is number | undefined {
  return value === undefined || isCount(value);
}

function isListOf<T>(value: unknown, is: (each: unknown) => each is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isBreakpoint(value: unknown): value is Breakpoint {
  if (!isFields(value)) return false;
  const { id, api, function: fn, at, condition, hitCondition, logMessage } = value;
  const placed = isCount(id) && typeof api === "string" && typeof fn === "string";
  const timed = at === undefined || at === "request" || at === "response";
  return placed && timed && [condition, hitCondition, logMessage].every(isOptionalText);
}

function isCall(value: unknown): value is CrashParameters["calls"][number] {
  return isFields(value) && typeof value["function"] === "string" && isJsonObject(value["arguments"]);
}

function isPauseOn(value: unknown): value is PauseOn {
  return value === "open" || value === "end" || value === "leak";
}

function isCloseHandlerFacts(value: unknown): value is CloseHandlerFacts {
  if (!isFields(value)) return false;
  const { protocolId, interface: name, api, closeHandler, evidence } = value;
  const known = closeHandler === "registered" || closeHandler === "missing" || closeHandler === "unknown";
  const listed = Array.isArray(evidence) && evidence.every((each) => typeof each === "string");
  return typeof protocolId === "string" && known && listed && [name, api].every(isOptionalText);
}

function isJsonObject(value: unknown): value is JsonObject {
  return isFields(value) && Object.values(value).every(isJsonValue);
}

function isJsonValue(value: unknown): value is JsonValue {
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return true;
  return Array.isArray(value) ? value.every(isJsonValue) : isJsonObject(value);
}
