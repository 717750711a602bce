/**
 * How a server keeps track of what an acquiring function hands out: the container, the object, and the place where both meet.
 *
 * In: the function and what it calls. Out: the calls of `le_ref_CreateRef`, `le_dls_Queue` and `le_hashmap_Put` that put an object of
 * the component's own into a container the whole component can see. What the release function takes from the same container counts most.
 */
import type { Syntax } from "../../component/source/syntax.ts";
import type { FunctionText, StructText } from "../c/sourceText.ts";
import {
  asCall,
  bareExpression,
  type CallSyntax,
  callsIn,
  collect,
  type DeclaredVariable,
  foldedTextOf,
  isConstant,
  textOf,
} from "../c/syntaxQueries.ts";
import { type CloseContext, localNamed, localsOf, rootNameOf } from "./context.ts";

export type ContainerKind = "refMap" | "list" | "hashMap";

export interface Container {
  readonly kind: ContainerKind;
  /** As written, without `&`: `JobMap`, `State.jobs`. */
  readonly expression: string;
  /** Of a list: the link field. */
  readonly link?: string;
  /** Of a hash map: its key is the client's session. */
  readonly keyedBySession?: boolean;
  /** Of a list that lies in a record of each client: that record. */
  readonly inside?: ClientRecord;
}

/** `clientPtr`, found by session in a hash map. */
export interface ClientRecord {
  readonly name: string;
  readonly struct: StructText;
  readonly typeText: string;
  readonly map: string;
  /** Nothing in the component takes it out of the map: the handler has to. */
  readonly isReleasedHere: boolean;
}

export interface TrackedObject {
  /** The variable that points to it where it is created. */
  readonly name: string;
  /** `PrintJob_t*`. */
  readonly typeText: string;
  readonly struct: StructText;
}

export interface Birth {
  readonly in: FunctionText;
  /** The statement that hands it out. */
  readonly node: Syntax;
  readonly object: TrackedObject;
}

export interface Creation {
  readonly in: FunctionText;
  readonly call: CallSyntax;
  readonly container: Container;
  /** Absent where the value is a placeholder. */
  readonly object?: TrackedObject;
  /** Where the object comes into being, when that is another function: one that returns it. */
  readonly birth?: Birth;
  /** A constant that stands for the object, as in `le_ref_CreateRef(Map, (void*)1)`. */
  readonly placeholder?: Syntax;
}

const QUEUE = /^le_dls_(?:Queue|Stack|AddAfter|AddBefore)$/;

/** The best creation for an acquiring function, or undefined where the sources show none. */
export function findCreation(
  context: CloseContext,
  acquire: FunctionText,
  release: readonly FunctionText[],
): Creation | undefined {
  const found = context
    .reachedFrom(acquire)
    .flatMap((fn) => callsIn(fn.source, fn.body).flatMap((call) => creationOf(context, fn, call) ?? []));
  const releasing = release.flatMap((fn) => context.reachedFrom(fn));
  const rank = ({ container, object }: Creation): number => {
    const takesOut = releasing.some((fn) => mentions(fn, container.expression));
    const knows = object !== undefined && releasing.some((fn) => pointersTo(fn, object.struct).length > 0);
    const kind = container.kind === "refMap" ? 3 : container.kind === "list" ? 2 : 1;
    return (takesOut ? 20 : knows ? 10 : 0) + kind;
  };
  // What the release function knows nothing of is kept for another reason.
  const fitting = release.length === 0 ? found : found.filter((each) => rank(each) >= 10);
  return fitting.reduce<Creation | undefined>(
    (best, each) => (best && rank(best) >= rank(each) ? best : each),
    undefined,
  );
}

/** Every other place of the component that puts such an object into the container. */
export function otherCreations(context: CloseContext, creation: Creation): readonly Creation[] {
  return context.functions
    .flatMap((fn) => callsIn(fn.source, fn.body).flatMap((call) => creationOf(context, fn, call) ?? []))
    .filter(
      ({ call, container, object }) =>
        call.node !== creation.call.node &&
        container.expression === creation.container.expression &&
        object !== undefined &&
        object.struct === creation.object?.struct,
    );
}

/** For what is made only later, outside of the call that asks for it: the creation of what the release function takes out. */
export function findLaterCreation(context: CloseContext, release: readonly FunctionText[]): Creation | undefined {
  const releasing = release.flatMap((fn) => context.reachedFrom(fn));
  return context.functions
    .flatMap((fn) => callsIn(fn.source, fn.body).flatMap((call) => creationOf(context, fn, call) ?? []))
    .find(
      ({ container, object, birth }) =>
        object !== undefined && !birth && releasing.some((fn) => mentions(fn, container.expression)),
    );
}

/** True when the function's body uses the container. */
export function mentions(fn: FunctionText, expression: string): boolean {
  return callsIn(fn.source, fn.body).some((call) =>
    call.arguments.some(
      (argument) => foldedTextOf(fn.source, bareExpression(argument)).replace(/^&/, "") === expression,
    ),
  );
}

function creationOf(context: CloseContext, fn: FunctionText, call: CallSyntax): Creation | undefined {
  const { source } = fn;
  if (call.callee === "le_ref_CreateRef") {
    const [map, value] = call.arguments;
    if (!map || !value || !isSharedContainer(context, fn, map)) {
      return undefined;
    }
    const container: Container = { kind: "refMap", expression: foldedTextOf(source, map) };
    if (isConstant(source, value)) {
      return { in: fn, call, container, placeholder: value };
    }
    const object = objectOf(context, fn, value);
    if (object) {
      return { in: fn, call, container, object };
    }
    const birth = birthOf(context, fn, value);
    return birth && { in: fn, call, container, object: birth.object, birth };
  }
  if (QUEUE.test(call.callee)) {
    return listCreation(context, fn, call);
  }
  if (call.callee === "le_hashmap_Put") {
    const [map, key, value] = call.arguments;
    const object = value && objectOf(context, fn, value);
    if (!map || !key || !object || !isSharedContainer(context, fn, map)) {
      return undefined;
    }
    const keyedBySession = isSession(fn, key);
    return {
      in: fn,
      call,
      container: { kind: "hashMap", expression: foldedTextOf(source, map), keyedBySession },
      object,
    };
  }
  return undefined;
}

function listCreation(context: CloseContext, fn: FunctionText, call: CallSyntax): Creation | undefined {
  const { source } = fn;
  const list = call.arguments[0];
  const link = call.arguments.at(-1);
  const linkField = link && /^&\s*\(?\s*\(?(\w+)\)?->(\w+)\s*\)?$/.exec(foldedTextOf(source, link));
  const expression = list && foldedTextOf(source, list).replace(/^&\s*/, "");
  const object = linkField && objectNamed(context, fn, linkField[1] ?? "");
  if (!list || !expression || !linkField || !object) {
    return undefined;
  }
  const container: Container = { kind: "list", expression, link: linkField[2] ?? "" };
  const root = rootNameOf(source, list);
  if (!localNamed(fn, root)) {
    return { in: fn, call, container, object };
  }
  const inside = clientRecord(context, fn, root);
  return inside && { in: fn, call, container: { ...container, inside }, object };
}

/** A local that points to a record found, or put, under the client's session in a hash map. */
function clientRecord(context: CloseContext, fn: FunctionText, name: string): ClientRecord | undefined {
  const object = objectNamed(context, fn, name);
  if (!object) {
    return undefined;
  }
  for (const at of context.functions) {
    for (const call of callsIn(at.source, at.body)) {
      const [map, key, value] = call.arguments;
      if (call.callee !== "le_hashmap_Put" || !map || !key || !value || !isSession(at, key)) {
        continue;
      }
      const put = objectOf(context, at, value);
      if (put?.struct === object.struct && isSharedContainer(context, at, map)) {
        const text = foldedTextOf(at.source, map);
        const isAllocated = callsIn(at.source, at.body).some((each) => /^le_mem_\w*Alloc$/.test(each.callee));
        const isReleasedHere = isAllocated && !context.functions.some((fn) => takesOut(fn, text));
        return { name, struct: object.struct, typeText: object.typeText, map: text, isReleasedHere };
      }
    }
  }
  return undefined;
}

function takesOut(fn: FunctionText, map: string): boolean {
  return callsIn(fn.source, fn.body).some(
    (call) =>
      call.callee === "le_hashmap_Remove" &&
      call.arguments[0] !== undefined &&
      foldedTextOf(fn.source, call.arguments[0]) === map,
  );
}

/** A container that a handler can name, too: not a local, not a parameter. */
function isSharedContainer(context: CloseContext, fn: FunctionText, expression: Syntax): boolean {
  const root = rootNameOf(fn.source, expression);
  if (root === "this") {
    return true;
  }
  return !localNamed(fn, root) && (context.globalNamed(root, fn.source) !== undefined || isMember(context, fn, root));
}

function isMember(context: CloseContext, fn: FunctionText, name: string): boolean {
  const scope = fn.facts.scope;
  return scope !== undefined && context.structNamed(scope)?.fields.some((field) => field.name === name) === true;
}

function objectOf(context: CloseContext, fn: FunctionText, expression: Syntax): TrackedObject | undefined {
  const inner = bareExpression(expression);
  return inner.type === "identifier" ? objectNamed(context, fn, textOf(fn.source, inner)) : undefined;
}

/** `CreateJob(name)`, where CreateJob() is the component's own and returns the object it has made. */
function birthOf(context: CloseContext, fn: FunctionText, value: Syntax): Birth | undefined {
  const call = asCall(fn.source, value);
  const definitions = call ? context.program.lookup(call.callee, fn.facts) : [];
  const maker = definitions.length === 1 && definitions[0] ? context.functionOf(definitions[0]) : undefined;
  if (!maker) {
    return undefined;
  }
  const returned = collect(maker.body, "return_statement").flatMap((node) => {
    const object = node.children[0] && objectOf(context, maker, node.children[0]);
    return object ? [{ in: maker, node, object }] : [];
  });
  return returned.at(-1);
}

function objectNamed(context: CloseContext, fn: FunctionText, name: string): TrackedObject | undefined {
  const variable = localNamed(fn, name);
  if (variable?.stars !== 1) {
    return undefined;
  }
  const struct = context.structNamed(variable.baseType);
  return struct && { name, typeText: variable.typeText, struct };
}

/** True for a session: `P_GetClientSessionRef()`, or a variable of that type. */
function isSession(fn: FunctionText, expression: Syntax): boolean {
  if (asCall(fn.source, expression)?.callee.endsWith("_GetClientSessionRef")) {
    return true;
  }
  const variable = localNamed(fn, textOf(fn.source, bareExpression(expression)));
  return variable !== undefined && isSessionType(variable);
}

export function isSessionType(variable: DeclaredVariable): boolean {
  return variable.baseType === "le_msg_SessionRef_t" && variable.stars === 0;
}

/** The local variables of a function that point to an object of this struct. */
export function pointersTo(fn: FunctionText, struct: StructText): readonly DeclaredVariable[] {
  return [...fn.parameters, ...localsOf(fn)].filter(
    (variable) => variable.stars === 1 && struct.names.includes(variable.baseType),
  );
}
