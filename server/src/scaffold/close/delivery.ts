/**
 * How an acquiring function hands its resource out, as seen in C: result, OUT parameter, answer of an asynchronous server, or a later call-back.
 */
import {
  type ApiFunction,
  cNaming,
  cType,
  type Interface,
  type Parameter,
  prototypesOf,
  resourceName,
  type Type,
} from "@legato-api/language";
import type { AcquiringFunction, Service } from "../../component/index.ts";

export type Delivery =
  /** The function's own result. */
  | { readonly kind: "result"; readonly type: string; readonly isReference: boolean }
  /** `*name`: the place of the pointer among the C parameters. */
  | { readonly kind: "out"; readonly type: string; readonly isReference: boolean; readonly parameter: number }
  /** An argument of `P_FRespond()`; `result` is the place of the function's result there. */
  | {
      readonly kind: "respond";
      readonly type: string;
      readonly isReference: boolean;
      readonly function: string;
      readonly argument: number;
      readonly result: number | undefined;
    }
  /** A handler receives it, some time later. */
  | { readonly kind: "handler" };

export function deliveryOf(service: Service, iface: Interface, acquired: AcquiringFunction): Delivery {
  const { function: fn, ownership } = acquired;
  if (acquired.by === "event") {
    return { kind: "handler" };
  }
  const naming = cNaming(iface, service.prefix);
  const given = givenBy(fn, ownership.resource ?? "", iface);
  if (!given) {
    return { kind: "handler" };
  }
  const type = cType(naming, given.type);
  const isReference = given.type.kind === "reference";
  const side = service.options.async ? "asyncServer" : "server";
  const [own, respond] = prototypesOf(iface, fn, { side, prefix: service.prefix });
  if (respond) {
    const argument = respond.parameters.findIndex((each) =>
      given.parameter ? each.of === given.parameter && each.role === "value" : each.role === "result",
    );
    const result = given.parameter ? respond.parameters.findIndex((each) => each.role === "result") : -1;
    return {
      kind: "respond",
      type,
      isReference,
      function: respond.name,
      argument,
      result: result < 0 ? undefined : result,
    };
  }
  if (!given.parameter) {
    return { kind: "result", type, isReference };
  }
  const parameter = own?.parameters.findIndex((each) => each.of === given.parameter && each.role === "value") ?? -1;
  return { kind: "out", type, isReference, parameter };
}

function givenBy(
  fn: ApiFunction,
  resource: string,
  iface: Interface,
): { readonly type: Type; readonly parameter: Parameter | undefined } | undefined {
  const isIt = (type: Type | undefined): boolean =>
    type?.kind === "reference" && resourceName(type, iface) === resource;
  if (fn.returnType && isIt(fn.returnType)) {
    return { type: fn.returnType, parameter: undefined };
  }
  const out = fn.parameters.filter((parameter) => parameter.direction === "out" && parameter.shape === "scalar");
  const parameter =
    out.find((each) => isIt(each.type)) ?? (out.length === 1 && out[0]?.type.kind === "basic" ? out[0] : undefined);
  if (parameter) {
    return { type: parameter.type, parameter };
  }
  return fn.returnType?.kind === "reference" ? { type: fn.returnType, parameter: undefined } : undefined;
}
