/**
 * Where the resources stand in the messages of an interface: which value of which message is the handle that an acquiring function gives
 * out, or that a releasing function takes back.
 *
 * In: a checked interface; who acquires and releases is `ownershipOf`'s judgement. Out: a role for each function that has one. Pure.
 */
import {
  type ApiFunction,
  acquisitionsOf,
  type Confidence,
  type Interface,
  ownershipOf,
  type Parameter,
  type ResponseValues,
  resourceName,
  type Type,
  type WireValue,
  type WireValues,
} from "@legato-api/language";

/** A place in a message where a handle stands. */
export interface HandlePlace {
  readonly resource: string;
  /** `none`: nothing on the wire names it (a lock); holding it is known by the call alone. */
  readonly where: "result" | "output" | "event" | "none";
  readonly parameter: string;
  /** A reference of 0 stands for nothing; an integer of 0 is a handle like others. */
  readonly zeroIsNone: boolean;
}

export interface AcquireRole {
  readonly role: "acquire";
  readonly confidence: Confidence;
  readonly places: readonly HandlePlace[];
}

export interface ReleaseRole {
  readonly role: "release";
  readonly resource: string;
  /** The IN parameter that says which one; undefined: the last one acquired. */
  readonly parameter: string | undefined;
}

export type ResourceRole = AcquireRole | ReleaseRole;

export interface Handle {
  readonly resource: string;
  /** undefined where nothing on the wire names it. */
  readonly value: WireValue | undefined;
}

/** By function name. Functions that neither acquire nor release are not in it. */
export function resourceRoles(iface: Interface): ReadonlyMap<string, ResourceRole> {
  const ownership = ownershipOf(iface);
  const roles = new Map<string, ResourceRole>();
  const released = new Set<string>();
  for (const fn of iface.functions) {
    const own = ownership.get(fn.name);
    if (own?.role === "release" && own.resource !== undefined) {
      released.add(own.resource);
      roles.set(fn.name, {
        role: "release",
        resource: own.resource,
        parameter: releaseParameter(fn, own.resource, iface),
      });
    }
  }
  for (const { function: fn, ownership: own, by } of acquisitionsOf(iface)) {
    const resource = own.resource ?? "resource";
    const partner = iface.functions.find(({ name }) => name === own.pairedWith);
    const places =
      by === "event" ? eventPlaces(fn, resource, iface) : acquirePlaces(fn, resource, partner, released, iface);
    roles.set(fn.name, { role: "acquire", confidence: own.confidence ?? "certain", places });
  }
  return roles;
}

/** What a response hands to the client: nothing if it says that the call failed. */
export function handlesInResponse(role: AcquireRole, fn: ApiFunction, response: ResponseValues): readonly Handle[] {
  const resultIsHandle = role.places.some(({ where }) => where === "result");
  if (!resultIsHandle && !succeeded(fn, response)) return [];
  return role.places.flatMap((place) => {
    if (place.where === "none") return [{ resource: place.resource, value: undefined }];
    if (place.where === "event") return [];
    return handlesIn(place, place.where === "result" ? response.result : response.values[place.parameter]);
  });
}

export function handlesInEvent(role: AcquireRole, values: WireValues): readonly Handle[] {
  return role.places.flatMap((place) => (place.where === "event" ? handlesIn(place, values[place.parameter]) : []));
}

/** False if the function's own result says that nothing was done. */
export function succeeded(fn: ApiFunction, { result }: ResponseValues): boolean {
  if (fn.returnType?.kind !== "basic") return true;
  if (fn.returnType.name === "le_result_t") return result === "LE_OK";
  return fn.returnType.name !== "bool" || result === true;
}

function handlesIn(place: HandlePlace, value: WireValue | undefined): readonly Handle[] {
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((each: WireValue | undefined) =>
    each === undefined || (place.zeroIsNone && each === 0) ? [] : [{ resource: place.resource, value: each }],
  );
}

function acquirePlaces(
  fn: ApiFunction,
  resource: string,
  partner: ApiFunction | undefined,
  released: ReadonlySet<string>,
  iface: Interface,
): readonly HandlePlace[] {
  const references = [...outputsOf(fn), ...eventOutputsOf(fn)].flatMap(({ type, ...place }) => {
    const name = type.kind === "reference" ? resourceName(type, iface) : undefined;
    const counts = name === resource || (name !== undefined && released.has(name));
    return counts ? [{ ...place, resource: name, zeroIsNone: true }] : [];
  });
  if (references.length > 0) return references;
  // An author may call the resource by a word of his own; then the reference it comes as is the only one there is.
  const others = outputsOf(fn).filter(({ type }) => type.kind === "reference");
  if (others.length > 0) return others.map(({ type: _, ...place }) => ({ ...place, resource, zeroIsNone: true }));
  const given = partner?.parameters.length === 1 ? partner.parameters[0] : undefined;
  const number = given?.type.kind === "basic" ? given.type.name : undefined;
  const integers = outputsOf(fn).filter(
    ({ type, where }) => where === "output" && type.kind === "basic" && type.name === number,
  );
  if (integers.length > 0) return integers.map(({ type: _, ...place }) => ({ ...place, resource, zeroIsNone: false }));
  return [{ resource, where: "none", parameter: "", zeroIsNone: false }];
}

function eventPlaces(fn: ApiFunction, resource: string, iface: Interface): readonly HandlePlace[] {
  return eventOutputsOf(fn).flatMap(({ type, ...place }) =>
    type.kind === "reference" && resourceName(type, iface) === resource
      ? [{ ...place, resource, zeroIsNone: true }]
      : [],
  );
}

interface Output {
  readonly type: Type;
  readonly where: "result" | "output" | "event";
  readonly parameter: string;
}

function outputsOf(fn: ApiFunction): readonly Output[] {
  const result: readonly Output[] =
    fn.returnType === undefined ? [] : [{ type: fn.returnType, where: "result", parameter: "" }];
  const outputs = fn.parameters.filter(({ direction }) => direction === "out");
  return [...result, ...outputs.map(({ type, name }): Output => ({ type, where: "output", parameter: name }))];
}

function eventOutputsOf(fn: ApiFunction): readonly Output[] {
  return fn.parameters.flatMap(({ type }) =>
    type.kind === "handler"
      ? type.parameters.map(({ type: each, name }): Output => ({ type: each, where: "event", parameter: name }))
      : [],
  );
}

function releaseParameter(fn: ApiFunction, resource: string, iface: Interface): string | undefined {
  const inputs = fn.parameters.filter(({ direction }) => direction === "in");
  const byType = inputs.find(({ type }) => type.kind === "reference" && resourceName(type, iface) === resource);
  return (byType ?? inputs.find(isReference) ?? (inputs.length === 1 ? inputs[0] : undefined))?.name;
}

function isReference({ type }: Parameter): boolean {
  return type.kind === "reference";
}
