/**
 * The functions of an `.api` that hand something to a client, and which values their callers have to give: for trying a close handler.
 *
 * In: one view. Out: plain data, in the order of the file. Name pairs alone (confidence `hint`) acquire nothing here, as they warn of nothing.
 */
import {
  type ApiFunction,
  type Interface,
  integerRange,
  ownershipOf,
  type Parameter,
  type StructField,
  standardCodes,
  type Type,
  typeName,
} from "@legato-api/language";
import type { ApiView } from "../apiView.ts";
import type { AcquiringFunction, Argument, ArgumentForm } from "../protocol.ts";

/** Of an array or string without a length; the compiler has refused it. */
const UNBOUNDED = 0;

export function acquiringFunctions({ interface: iface, lines }: ApiView): readonly AcquiringFunction[] {
  const ownership = ownershipOf(iface);
  return iface.functions.flatMap((fn): AcquiringFunction[] => {
    const { role, confidence, resource } = ownership.get(fn.name) ?? {};
    if (fn.kind !== "function" || role !== "acquire" || confidence === "hint" || resource === undefined) return [];
    return [{ name: fn.name, range: lines.rangeOf(fn.node.name), resource, arguments: argumentsOf(iface, fn) }];
  });
}

/** A handler is no value: whoever calls brings his own. */
function argumentsOf(iface: Interface, { parameters }: ApiFunction): readonly Argument[] {
  return parameters
    .filter(({ direction, type }) => direction === "in" && type.kind !== "handler")
    .map((parameter) => ({ name: parameter.name, type: written(iface, parameter), form: formOf(parameter) }));
}

function written(iface: Interface, { type, shape, count }: Parameter): string {
  return shape === "scalar" ? typeName(iface, type) : `${typeName(iface, type)}[${count ?? ""}]`;
}

function formOf({ type, shape, count = UNBOUNDED }: Pick<Parameter, "type" | "shape" | "count">): ArgumentForm {
  if (shape === "string") return { kind: "text", longest: count };
  return shape === "array" ? { kind: "list", longest: count, of: scalarForm(type) } : scalarForm(type);
}

function scalarForm(type: Type): ArgumentForm {
  switch (type.kind) {
    case "enum":
      return { kind: "choice", values: type.members.map(({ name }) => name) };
    case "bitmask":
      return { kind: "flags", values: type.members.map(({ name }) => name) };
    case "reference":
    case "eventReference":
      return { kind: "reference" };
    case "struct":
      return { kind: "object", fields: type.fields.map((field) => ({ name: field.name, form: fieldForm(field) })) };
    case "basic":
      return basicForm(type.name);
    default:
      return { kind: "descriptor" };
  }
}

function fieldForm({ type, count }: StructField): ArgumentForm {
  if (count === undefined) return scalarForm(type);
  const isText = type.kind === "basic" && type.name === "string";
  return formOf({ type, count, shape: isText ? "string" : "array" });
}

function basicForm(name: (Type & { readonly kind: "basic" })["name"]): ArgumentForm {
  if (name === "bool") return { kind: "boolean" };
  if (name === "double") return { kind: "number" };
  const codes = standardCodes(name);
  if (codes.length > 0) return { kind: "choice", values: codes.map(([code]) => code) };
  const range = integerRange(name);
  return range === undefined
    ? { kind: "descriptor" }
    : { kind: "integer", least: String(range.least), most: String(range.most) };
}
