/** Places that findings of several rules point to. */
import type { AcquiringFunction, FunctionDefinition, Registration, Service } from "../component/index.ts";
import type { RelatedFinding } from "../finding.ts";

/** The name of an acquiring function in the `.api`, with why it acquires. */
export function apiPlace(service: Service, acquired: AcquiringFunction): readonly RelatedFinding[] {
  if (service.apiPath === undefined) {
    return [];
  }
  const { start, end } = acquired.function.node.name;
  const message = `${acquired.function.name}() ${acquired.ownership.reason}.`;
  return [{ path: service.apiPath, span: { start, end }, message }];
}

export function definitionPlace(definition: FunctionDefinition, message: string): RelatedFinding {
  return { path: definition.path, span: definition.nameSpan, message };
}

export function registrationPlace(registration: Registration): RelatedFinding {
  return { path: registration.path, span: registration.span, message: "The close handler is registered here." };
}

/** `A() calls B() calls C()`; empty for one function alone. */
export function wayText(way: readonly FunctionDefinition[]): string {
  return way.length < 2
    ? ""
    : way.map((fn) => `${fn.name === "lambda" ? "the lambda" : `${fn.name}()`}`).join(" calls ");
}
