/**
 * What a new server has to keep for its clients: one record type, pool and map for each kind of resource that its interface hands out.
 *
 * In: a checked interface. Out: the resources, and for each function the one it hands out, takes back or works on. Name pairs without anything to
 * hold (`Lock`/`Unlock`) are left to the author.
 */
import {
  type ApiFunction,
  acquisitionsOf,
  type CNaming,
  cType,
  type Interface,
  ownershipOf,
  type Parameter,
  resourceName,
  type Type,
} from "@legato-api/language";
import { lower, upper } from "../style/names.ts";

export interface ServedResource {
  /** `Job`. */
  readonly name: string;
  /** `Job_t`, `JobPool`, `JobMap`, `DestroyJob`. */
  readonly struct: string;
  readonly pool: string;
  readonly map: string;
  readonly destroy: string;
  /** C type of what the client holds. */
  readonly type: string;
  /** Clients know it by a number, not by a safe reference. */
  readonly isNumber: boolean;
  /** Of a number: the parameter it is given back by, which other functions name it by, too. */
  readonly numberName: string | undefined;
  /** `jobPtr`, `jobRef`. */
  readonly pointer: string;
  readonly reference: string;
}

/** What a function of the interface does with a resource. */
export type Part =
  | { readonly role: "acquire"; readonly resource: ServedResource; readonly through: Parameter | undefined }
  | { readonly role: "release" | "use"; readonly resource: ServedResource; readonly parameter: Parameter }
  | { readonly role: "none" };

export interface Served {
  readonly resources: readonly ServedResource[];
  readonly partOf: (fn: ApiFunction) => Part;
}

export function servedBy(iface: Interface, naming: CNaming): Served {
  const resources = new Map<string, ServedResource>();
  const acquiring = new Map<ApiFunction, Part>();
  const ownership = ownershipOf(iface);
  for (const { function: fn, ownership: own, by } of acquisitionsOf(iface)) {
    if (own.confidence === "hint" || own.resource === undefined) {
      continue;
    }
    const given = givenBy(fn, own.resource, iface) ?? takenBy(iface, own.pairedWith);
    if (!given) {
      continue;
    }
    const key = typeKey(given.type, own.resource);
    const release = iface.functions.find((each) => each.name === own.pairedWith)?.parameters[0];
    const resource = resources.get(key) ?? served(own.resource, naming, given.type, release, [...resources.values()]);
    resources.set(key, resource);
    if (by === "function" && givenBy(fn, own.resource, iface)) {
      acquiring.set(fn, { role: "acquire", resource, through: given.parameter });
    }
  }
  const partOf = (fn: ApiFunction): Part => {
    const part = acquiring.get(fn);
    if (part) {
      return part;
    }
    for (const parameter of fn.parameters) {
      const resource = [...resources].find(([key, each]) => isTaken(key, each, parameter))?.[1];
      if (resource) {
        const isRelease = ownership.get(fn.name)?.role === "release" && fn.parameters.length === 1;
        return { role: isRelease ? "release" : "use", resource, parameter };
      }
    }
    return { role: "none" };
  };
  return { resources: [...resources.values()], partOf };
}

/** References are known by their type; a number where it is called like the one that is given back. */
function isTaken(key: string, resource: ServedResource, parameter: Parameter): boolean {
  const { direction, shape, type, name } = parameter;
  if (direction !== "in" || shape !== "scalar") {
    return false;
  }
  return type.kind === "reference" ? key === typeKey(type, "") : type.kind === "basic" && name === resource.numberName;
}

function typeKey(type: Type, resource: string): string {
  return type.kind === "reference" ? `${type.uri}#${type.name}` : `number ${resource}`;
}

interface Given {
  readonly type: Type;
  readonly parameter: Parameter | undefined;
}

function givenBy(fn: ApiFunction, resource: string, iface: Interface): Given | undefined {
  const isIt = (type: Type): boolean => type.kind === "reference" && resourceName(type, iface) === resource;
  if (fn.returnType && isIt(fn.returnType)) {
    return { type: fn.returnType, parameter: undefined };
  }
  const outputs = fn.parameters.filter((each) => each.direction === "out" && each.shape === "scalar");
  const parameter =
    outputs.find((each) => isIt(each.type)) ??
    outputs.find((each) => each.type.kind === "basic" && outputs.length === 1);
  return parameter && { type: parameter.type, parameter };
}

/** What only a handler delivers is known from the function that takes it back. */
function takenBy(iface: Interface, release: string | undefined): Given | undefined {
  const parameter = iface.functions.find((fn) => fn.name === release)?.parameters[0];
  return parameter && { type: parameter.type, parameter: undefined };
}

function served(
  written: string,
  naming: CNaming,
  type: Type,
  release: Parameter | undefined,
  others: readonly ServedResource[],
): ServedResource {
  const plain = upper(written.split(".").at(-1) ?? written).replace(/(?<=.)Obj(?:ect)?$/, "");
  const isTaken = others.some((other) => other.name === plain);
  const name = isTaken ? written.split(".").map(upper).join("") : plain;
  return {
    name,
    struct: `${name}_t`,
    pool: `${name}Pool`,
    map: `${name}Map`,
    destroy: `Destroy${name}`,
    type: cType(naming, type),
    isNumber: type.kind !== "reference",
    numberName: type.kind === "reference" ? undefined : release?.name,
    pointer: `${lower(name)}Ptr`,
    reference: `${lower(name)}Ref`,
  };
}
