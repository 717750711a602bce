/**
 * Parameters whose C names clash: with each other, with what is made beside them (sizes, buffers, the context pointer), or with C.
 */
import type { HandlerType, Parameter } from "../model/interface.ts";
import { cIdentifier } from "../protocol/cNames.ts";
import type { Span } from "../syntax/tree.ts";
import type { Trouble } from "./trouble.ts";
import { LOCAL_OF_HANDLERS, UNUSABLE_WORDS, WORDS_OF_BODIES } from "./words.ts";

/** `function`: client and server code is made of it. `handler`: the same, for one that something takes. `type`: a typedef alone. */
export type Use = "function" | "handler" | "type";

const NOWHERE: Span = { start: 0, end: 0 };

/** Stands for the context pointer among the parameters of a handler. */
const CONTEXT: Parameter = {
  name: "contextPtr",
  type: { kind: "error", name: "", size: 0 },
  direction: "in",
  shape: "scalar",
  doc: [],
};

export function checkParameters(parameters: readonly Parameter[], owner: string, use: Use, trouble: Trouble): void {
  const seen = new Map<string, Parameter>(use === "function" ? [] : [[CONTEXT.name, CONTEXT]]);
  const hasHandler = use !== "function" || parameters.some((parameter) => parameter.type.kind === "handler");
  for (const parameter of parameters) {
    const names = use === "type" ? headerNames(parameter) : bodyNames(parameter);
    const clash = names.find((name) => seen.has(name));
    if (clash !== undefined) reportClash(parameter, seen.get(clash), clash, owner, trouble);
    for (const name of names) if (!seen.has(name)) seen.set(name, parameter);
    if (isUnusable(parameter, use, hasHandler)) {
      trouble.report(
        "parameterName",
        spanOf(parameter),
        `\`${parameter.name}\` means something else in the generated code, which therefore cannot be compiled. Rename it.`,
      );
    }
    if (use !== "type") checkShape(parameter, trouble);
  }
}

/** What is wrong with a HANDLER that something takes, beside its names. */
export function checkUsedHandler(handler: HandlerType, trouble: Trouble): void {
  for (const { direction, node } of handler.parameters) {
    if (direction !== "out" || node?.direction === undefined) continue;
    trouble.report(
      "handlerOutput",
      node.direction,
      `HANDLER \`${handler.name}\` gives nothing back, and the C code made of an OUT parameter in it cannot be compiled. Remove OUT.`,
    );
  }
}

function checkShape(parameter: Parameter, trouble: Trouble): void {
  const span = parameter.node?.array ?? spanOf(parameter);
  if (parameter.count !== undefined && parameter.count < (parameter.shape === "string" ? -1 : 0)) {
    trouble.report("negativeSize", span, "In C this becomes an array of negative size, which cannot be compiled.");
  }
  if (
    parameter.shape === "array" &&
    (parameter.type.kind === "reference" || parameter.type.kind === "eventReference")
  ) {
    trouble.report(
      "referenceArray",
      span,
      "Arrays of references cannot be compiled: the macro that unpacks them is broken in this version of Legato. Pass one reference at a time.",
    );
  }
}

function reportClash(
  parameter: Parameter,
  other: Parameter | undefined,
  name: string,
  owner: string,
  trouble: Trouble,
): void {
  const with_ =
    other === CONTEXT ? "the context pointer that every handler gets" : `what is made of \`${other?.name ?? name}\``;
  const message =
    other?.name === parameter.name && other !== CONTEXT
      ? `\`${owner}\` has two parameters \`${parameter.name}\`: the C code cannot be compiled. Rename one.`
      : `\`${parameter.name}\` clashes in C with ${with_}: both need the name \`${name}\`. Rename it.`;
  trouble.report("parameterName", spanOf(parameter), message, other?.node?.name);
}

/** The names in a prototype, by the rules of the generated headers. */
function headerNames({ name, type, direction, shape }: Parameter): readonly string[] {
  if (type.kind === "handler") return [`${name}Ptr`, CONTEXT.name];
  if (shape === "string") return direction === "in" ? [name] : [name, `${name}Size`];
  if (shape === "array") return [`${name}Ptr`, direction === "in" ? `${name}Size` : `${name}SizePtr`];
  return direction === "out" || type.kind === "struct" ? [`${name}Ptr`] : [name];
}

/** The same and the local variables of the functions that pack and unpack. */
function bodyNames(parameter: Parameter): readonly string[] {
  const { name, type, direction, shape } = parameter;
  const header = headerNames(parameter);
  if (type.kind === "handler") return header;
  if (shape === "array")
    return [...header, ...(direction === "in" ? [`${name}Result`] : [`${name}Size`, `${name}Buffer`])];
  if (direction === "out") return [...header, `${name}Buffer`];
  return shape === "scalar" && type.kind === "struct" ? [...header, name] : header;
}

function isUnusable(parameter: Parameter, use: Use, hasHandler: boolean): boolean {
  const { name, shape } = parameter;
  // A string's name is escaped where it is used, and not where it is declared.
  if (shape === "string" && cIdentifier(name) !== name) return true;
  if (!headerNames(parameter).includes(name)) return false;
  if (UNUSABLE_WORDS.has(name)) return true;
  return use !== "type" && (WORDS_OF_BODIES.has(name) || (hasHandler && name === LOCAL_OF_HANDLERS));
}

function spanOf(parameter: Parameter): Span {
  return parameter.node?.name ?? NOWHERE;
}
