/**
 * The reference types of an interface and the functions they go through: who hands one out, who takes it and nothing else.
 *
 * A type is known by where it was declared, so that an imported `le_audio.Stream` and a local `Stream` stay apart.
 */
import type { ApiEvent, ApiFunction, Interface, Parameter, ReferenceType, Type } from "../model/interface.ts";
import { mainReading, plain, type Reading, readAs } from "./words.ts";

export interface Producer {
  readonly function: ApiFunction;
  readonly how: "result" | "out" | "handler";
  /** The parameter it comes through. */
  readonly through?: Parameter;
}

export interface Release {
  readonly function: ApiFunction;
  readonly strong: boolean;
  readonly reading: Reading;
}

export interface Resource {
  readonly type: ReferenceType;
  /** `resourceName` of the type. */
  readonly name: string;
  readonly producers: readonly Producer[];
  readonly releases: readonly Release[];
  /** Events whose handler receives one. */
  readonly deliveredBy: readonly ApiEvent[];
}

const STRONG: ReadonlySet<string> = new Set(
  "delete release close destroy free unblock unlock commit cancel unregister detach return dispose".split(" "),
);
const WEAK: ReadonlySet<string> = new Set(
  "stop end disconnect abort remove finish terminate relax deactivate".split(" "),
);

export function resourcesOf(iface: Interface): readonly Resource[] {
  const functions = iface.functions.filter((fn) => fn.kind === "function");
  return [...referenceTypes(iface)].map(([key, type]) => {
    const producers = functions.flatMap((fn) => producerOf(fn, key));
    return {
      type,
      name: resourceName(type, iface),
      producers,
      releases: releasesOf(functions, key, type, producers),
      deliveredBy: [...iface.events.values()].filter((event) =>
        event.parameters.some((parameter) => handlerReceives(parameter.type, key)),
      ),
    };
  });
}

/** `Stream`; of an import `le_audio.Stream`, as the interface's author writes it. `Ownership.resource` is one of these where it is a reference. */
export function resourceName(type: ReferenceType, iface: Interface): string {
  return type.interfaceName === iface.name ? type.name : `${type.interfaceName}.${type.name}`;
}

/** True for a plain input of some reference type. */
export function takesReference(fn: ApiFunction): boolean {
  return fn.parameters.some((parameter) => parameter.direction === "in" && parameter.type.kind === "reference");
}

function referenceTypes(iface: Interface): ReadonlyMap<string, ReferenceType> {
  const types = new Map<string, ReferenceType>();
  const add = (type: Type | undefined): void => {
    if (type?.kind === "reference") {
      types.set(keyOf(type), type);
    } else if (type?.kind === "handler") {
      for (const parameter of type.parameters) {
        add(parameter.type);
      }
    }
  };
  for (const fn of iface.functions) {
    add(fn.returnType);
    for (const parameter of fn.parameters) {
      add(parameter.type);
    }
  }
  return types;
}

function keyOf(type: ReferenceType): string {
  return `${type.uri}#${type.name}`;
}

function isType(type: Type | undefined, key: string): boolean {
  return type?.kind === "reference" && keyOf(type) === key;
}

function handlerReceives(type: Type, key: string): boolean {
  return type.kind === "handler" && type.parameters.some((parameter) => isType(parameter.type, key));
}

function producerOf(fn: ApiFunction, key: string): readonly Producer[] {
  if (isType(fn.returnType, key)) {
    return [{ function: fn, how: "result" }];
  }
  const out = fn.parameters.find((parameter) => parameter.direction === "out" && isType(parameter.type, key));
  if (out) {
    return [{ function: fn, how: "out", through: out }];
  }
  const handler = fn.parameters.find((parameter) => handlerReceives(parameter.type, key));
  const takes = fn.parameters.some((parameter) => isType(parameter.type, key));
  return handler && !takes ? [{ function: fn, how: "handler", through: handler }] : [];
}

function releasesOf(
  functions: readonly ApiFunction[],
  key: string,
  type: ReferenceType,
  producers: readonly Producer[],
): readonly Release[] {
  const takers = functions.filter((fn) => {
    const only = fn.parameters[0];
    return fn.parameters.length === 1 && only?.direction === "in" && only.shape === "scalar" && isType(only.type, key);
  });
  if (takers.length === 0) {
    return [];
  }
  const rests = producers.map((producer) => mainReading(producer.function.name).rest);
  const lockTakesIt = functions.some(
    (fn) => fn.parameters.some((parameter) => isType(parameter.type, key)) && mainReading(fn.name).verb === "lock",
  );
  const find = (verbs: ReadonlySet<string>, strong: boolean): Release[] =>
    takers.flatMap((fn) => {
      const reading = readAs(fn.name, verbs);
      if (!reading || !restFits(reading.rest, type, rests) || (reading.verb === "unlock" && lockTakesIt)) {
        return [];
      }
      return [{ function: fn, strong, reading }];
    });
  const strong = find(STRONG, true);
  return strong.length > 0 ? strong : find(WEAK, false);
}

/** `DeleteFromStorage(Msg)` is about the storage: its rest is neither empty, nor in the type's name, nor in what producers are called. */
function restFits(rest: string, type: ReferenceType, producerRests: readonly string[]): boolean {
  return rest === "" || plain(type.name).includes(rest) || producerRests.some((other) => other.includes(rest));
}
