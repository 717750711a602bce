/**
 * The facts of an interface in the public JSON shape of `legato-api describe`.
 *
 * In: a checked interface and who acquires what in it. Out: plain data for `JSON.stringify`; integers beyond 2^53 are strings of digits.
 * The shape is a contract with users' scripts: fields are added, never renamed.
 */
import type { ApiFunction, BasicType, Definition, Interface, NamedType, Parameter, Type } from "../model/interface.ts";
import type { Ownership } from "../ownership/ownership.ts";
import { cConstantName, cNaming, cType } from "./cNames.ts";
import { importsInOrder } from "./declarations.ts";
import { exactNumber } from "./json.ts";
import { functionSizes, messageSizes } from "./messageSize.ts";
import { protocolId } from "./protocolId.ts";
import { sizerOf } from "./sizes.ts";

export interface Description {
  readonly name: string;
  readonly protocolId: string;
  readonly protocolIdRpc: string;
  readonly messageSize: number;
  readonly messageSizeRpc: number;
  readonly localMessageSize32: number;
  readonly localMessageSize64: number;
  /** TelAF's version pair. */
  readonly versions?: { readonly api: number; readonly serving: number };
  /** Names of the interfaces imported with USETYPES. */
  readonly imports: readonly string[];
  readonly types: readonly DescribedType[];
  readonly definitions: readonly DescribedDefinition[];
  readonly functions: readonly DescribedFunction[];
}

export interface DescribedType {
  readonly name: string;
  readonly kind: NamedType["kind"];
  readonly cName: string;
  /** Bytes in a message. */
  readonly size: number;
  readonly members?: readonly { readonly name: string; readonly cName: string; readonly value: number | string }[];
  readonly fields?: readonly DescribedParameter[];
  readonly parameters?: readonly DescribedParameter[];
}

export interface DescribedDefinition {
  readonly name: string;
  readonly cName: string;
  readonly value: number | string;
}

export interface DescribedParameter {
  readonly name: string;
  /** As in the `.api`: `uint8`, `Job`, `base.Kind`. */
  readonly type: string;
  /** Characters of a string, elements of an array. */
  readonly count?: number;
  readonly direction?: "in" | "out";
}

export interface DescribedFunction {
  /** The number in each of its messages. */
  readonly id: number;
  readonly name: string;
  readonly kind: ApiFunction["kind"];
  readonly event?: string;
  readonly cName: string;
  readonly result?: string;
  readonly parameters: readonly DescribedParameter[];
  /** Bytes its messages may take. */
  readonly requestSize: number;
  readonly responseSize: number;
  readonly role: Ownership["role"];
  readonly resource?: string;
  readonly pairedWith?: string;
  readonly confidence?: Ownership["confidence"];
  readonly reason: string;
}

export function describe(iface: Interface, ownership: ReadonlyMap<string, Ownership>): Description {
  const sizes = messageSizes(iface);
  return {
    name: iface.name,
    protocolId: protocolId(iface),
    protocolIdRpc: protocolId(iface, { rpc: true }),
    messageSize: sizes.message,
    messageSizeRpc: sizes.messageRpc,
    localMessageSize32: sizes.local32,
    localMessageSize64: sizes.local64,
    ...(iface.versions && { versions: iface.versions }),
    imports: importsInOrder(iface).map(({ name }) => name),
    types: [...iface.types.values()].map((type) => describeType(iface, type)),
    definitions: [...iface.definitions.values()].map((each) => describeDefinition(iface, each)),
    functions: iface.functions.map((fn) => describeFunction(iface, fn, ownership.get(fn.name))),
  };
}

function describeType(iface: Interface, type: NamedType): DescribedType {
  const common = {
    name: type.name,
    kind: type.kind,
    cName: cType(cNaming(iface), type),
    size: sizerOf(iface).type(type),
  };
  switch (type.kind) {
    case "enum":
    case "bitmask":
      return {
        ...common,
        members: type.members.map(({ name, value }) => ({
          name,
          cName: cConstantName(iface.name, name),
          value: exactNumber(value),
        })),
      };
    case "struct":
      return {
        ...common,
        fields: type.fields.map(({ name, type: fieldType, count }) => ({
          name,
          type: typeName(iface, fieldType),
          ...(count !== undefined && { count }),
        })),
      };
    case "handler":
      return { ...common, parameters: type.parameters.map((each) => describeParameter(iface, each)) };
    case "reference":
      return common;
  }
}

function describeDefinition(iface: Interface, { name, value }: Definition): DescribedDefinition {
  return {
    name,
    cName: cConstantName(iface.name, name),
    value: typeof value === "string" ? value : exactNumber(value),
  };
}

function describeParameter(iface: Interface, { name, type, count, direction }: Parameter): DescribedParameter {
  return { name, type: typeName(iface, type), ...(count !== undefined && { count }), direction };
}

function describeFunction(iface: Interface, fn: ApiFunction, ownership: Ownership | undefined): DescribedFunction {
  const sizes = functionSizes(iface, fn);
  return {
    id: fn.messageId,
    name: fn.name,
    kind: fn.kind,
    ...(fn.event !== undefined && { event: fn.event }),
    cName: `${iface.name}_${fn.name}`,
    ...(fn.returnType !== undefined && { result: typeName(iface, fn.returnType) }),
    parameters: fn.parameters.map((each) => describeParameter(iface, each)),
    requestSize: sizes.request,
    responseSize: sizes.response,
    ...(ownership ?? { role: "neutral", reason: "nothing is known about it" }),
  };
}

/** A type as the file itself would name it. */
export function typeName(iface: Interface, type: Type): string {
  return isDeclared(type) && type.uri !== iface.uri ? `${type.interfaceName}.${type.name}` : type.name;
}

function isDeclared(type: Type): type is Exclude<Type, BasicType | { readonly kind: "error" }> {
  return type.kind !== "basic" && type.kind !== "error";
}
