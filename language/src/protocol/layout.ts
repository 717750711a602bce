/**
 * What stands in the messages of one function, in order: request, response, and the event of its handler.
 *
 * In: a function of a checked interface. Out: the parts of each message after the message id, for the untagged build (`LE_CONFIG_RPC` not
 * set). The codec packs by these lists and nothing else; hover and describe show them. A function whose types cannot be packed, which the
 * reference compiler refuses or whose C nobody can compile, has a `problem` instead.
 */
import type { ApiFunction, HandlerType, Parameter, StructType, Type } from "../model/interface.ts";
import { isFile, isString } from "./sizes.ts";
import { innermostFirst } from "./structs.ts";

/** A place for a value in the buffer. */
export interface Slot {
  /** The parameter, the field, or `result`. */
  readonly name: string;
  readonly type: Type;
  readonly shape: "scalar" | "string" | "array";
  /** Most characters (bytes) or elements. */
  readonly count: number;
}

export type WirePart =
  /** 32 bits: bit i is set when the caller wants the i-th OUT parameter. */
  | { readonly kind: "mask"; readonly outputs: readonly string[] }
  /** The client's reference for its handler and context, 4 bytes: a handler parameter, or the first thing in an event. */
  | { readonly kind: "context"; readonly parameter?: string }
  | { readonly kind: "result"; readonly slot: Slot }
  | { readonly kind: "value"; readonly slot: Slot; readonly output?: number }
  /** Room in the caller's buffer for an OUT string (bytes without the NUL) or array (elements), 4 bytes. */
  | { readonly kind: "capacity"; readonly slot: Slot; readonly output: number }
  /** A file descriptor: nothing in the buffer, one for each message. */
  | { readonly kind: "file"; readonly name: string; readonly output?: number };

export interface MessageLayout {
  /** A part with `output` is there only if that bit of the request's mask is set. */
  readonly parts: readonly WirePart[];
}

export interface FunctionLayout {
  readonly request: MessageLayout;
  readonly response: MessageLayout;
  /** What the server sends when the handler given with this function is called. The id is this function's. */
  readonly event?: MessageLayout;
}

export type Laid =
  | { readonly ok: true; readonly layout: FunctionLayout }
  | { readonly ok: false; readonly problem: string };

/** The mask has 32 bits; the C of more outputs shifts beyond them. */
const mostOutputs = 32;

export function layoutOf(fn: ApiFunction): Laid {
  const problem = functionProblem(fn);
  if (problem !== undefined) {
    return { ok: false, problem };
  }
  const handler = fn.parameters.find((each) => each.type.kind === "handler")?.type;
  return {
    ok: true,
    layout: {
      request: { parts: requestParts(fn) },
      response: { parts: responseParts(fn) },
      ...(handler?.kind === "handler" && { event: { parts: eventParts(handler) } }),
    },
  };
}

function requestParts({ parameters }: ApiFunction): readonly WirePart[] {
  const outputs = parameters.filter(({ direction }) => direction === "out");
  const parts: WirePart[] = outputs.length === 0 ? [] : [{ kind: "mask", outputs: outputs.map(({ name }) => name) }];
  for (const parameter of parameters) {
    if (parameter.direction === "in") {
      parts.push(inputPart(parameter));
    } else if (parameter.shape !== "scalar") {
      parts.push({ kind: "capacity", slot: slotOf(parameter), output: outputs.indexOf(parameter) });
    }
  }
  return parts;
}

function responseParts({ parameters, returnType }: ApiFunction): readonly WirePart[] {
  const parts: WirePart[] =
    returnType === undefined
      ? []
      : [{ kind: "result", slot: { name: "result", type: returnType, shape: "scalar", count: 1 } }];
  const outputs = parameters.filter(({ direction }) => direction === "out");
  outputs.forEach((parameter, output) => {
    parts.push(
      isFile(parameter.type)
        ? { kind: "file", name: parameter.name, output }
        : { kind: "value", slot: slotOf(parameter), output },
    );
  });
  return parts;
}

function eventParts({ parameters }: HandlerType): readonly WirePart[] {
  return [{ kind: "context" }, ...parameters.map(inputPart)];
}

function inputPart(parameter: Parameter): WirePart {
  if (parameter.type.kind === "handler") {
    return { kind: "context", parameter: parameter.name };
  }
  return isFile(parameter.type) ? { kind: "file", name: parameter.name } : { kind: "value", slot: slotOf(parameter) };
}

function slotOf({ name, type, shape, count }: Parameter): Slot {
  return { name, type, shape, count: count ?? 1 };
}

/** A structure's fields as slots. */
export function fieldSlots(type: StructType): readonly Slot[] {
  return type.fields.map(({ name, type: fieldType, count }) => ({
    name,
    type: fieldType,
    shape: count === undefined ? "scalar" : isString(fieldType) ? "string" : "array",
    count: count ?? 1,
  }));
}

function functionProblem(fn: ApiFunction): string | undefined {
  if (fn.parameters.filter(({ direction }) => direction === "out").length > mostOutputs) {
    return `more than ${mostOutputs} OUT parameters do not fit the mask of wanted outputs`;
  }
  const result = fn.returnType === undefined ? undefined : scalarProblem(fn.returnType, false);
  if (result !== undefined) {
    return `its result ${result}`;
  }
  for (const parameter of fn.parameters) {
    const problem = parameterProblem(parameter);
    if (problem !== undefined) {
      return problem;
    }
    if (parameter.type.kind === "handler") {
      const inHandler = handlerProblem(parameter.type);
      if (inHandler !== undefined) {
        return `${parameter.type.name}: ${inHandler}`;
      }
    }
  }
  return undefined;
}

/** Handlers are packed as inputs; the generated C for an OUT parameter of one names variables that do not exist. */
function handlerProblem({ parameters }: HandlerType): string | undefined {
  for (const parameter of parameters) {
    if (parameter.direction === "out") {
      return `'${parameter.name}' is OUT, and a handler's caller takes nothing back`;
    }
    const problem = parameterProblem(parameter);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function parameterProblem({ name, type, shape, direction }: Parameter): string | undefined {
  if (type.kind === "handler") {
    return direction === "out" || shape !== "scalar" ? `'${name}' is a handler that cannot be sent` : undefined;
  }
  if (shape === "string" || (shape === "scalar" && isFile(type))) {
    return undefined;
  }
  const problem = scalarProblem(type, false);
  return problem === undefined ? undefined : `'${name}' ${problem}`;
}

/** Why a value of the type cannot stand in a buffer. `sized`: a character count is given beside it. */
function scalarProblem(type: Type, sized: boolean): string | undefined {
  switch (type.kind) {
    case "error":
      return `has the unknown type ${type.name}`;
    case "handler":
      return "is a handler";
    case "basic":
      if (type.name === "file") {
        return "is a file, which can only be a parameter of its own";
      }
      return type.name === "string" && !sized ? "is a string without a size" : undefined;
    case "struct":
      return structProblem(type);
    default:
      return undefined;
  }
}

/** Deeper than anybody nests, and far from the depth where packing would end the stack. */
const deepestStruct = 200;

interface Examined {
  readonly depth: number;
  readonly problem?: string;
}

/** Asked again for each function that uses the structure. */
const examined = new WeakMap<StructType, Examined>();

function structProblem(type: StructType): string | undefined {
  for (const each of innermostFirst(type, examined)) {
    examined.set(each, examine(each));
  }
  const { depth, problem } = examined.get(type) ?? { depth: 0 };
  return depth > deepestStruct ? `has ${depth} structures inside of each other` : problem;
}

function examine({ name, fields }: StructType): Examined {
  let depth = 1;
  let problem: string | undefined;
  for (const field of fields) {
    const { type } = field;
    const inner = type.kind === "struct" ? examined.get(type) : undefined;
    depth = Math.max(depth, 1 + (inner?.depth ?? 0));
    const its = inner === undefined ? scalarProblem(type, field.count !== undefined) : inner.problem;
    problem ??= its === undefined ? undefined : `holds ${name}.${field.name}, which ${its}`;
  }
  return { depth, ...(problem !== undefined && { problem }) };
}
