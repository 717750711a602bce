/**
 * Parameters and fields: which type may stand where, sizes, directions.
 *
 * In: nodes and the names known there. Out: parameters and fields with what could be resolved; a diagnostic for each thing the
 * reference refuses (or its C generator breaks on), and for what it takes in silence though it is a mistake.
 */

import type { Mutable } from "../mutable.ts";
import type { ArraySize, Name, ParameterNode, Span } from "../syntax/tree.ts";
import { OLD_HANDLER } from "./basicTypes.ts";
import { postDocLines } from "./documentation.ts";
import type { Evaluator } from "./expressions.ts";
import type { HandlerType, Parameter, Type } from "./interface.ts";
import type { Reporter } from "./reporter.ts";
import { errorType, type ResolvedType, type Scope } from "./scope.ts";

export interface Owner {
  readonly kind: "function" | "handler" | "event";
  readonly name: Name;
  /** Whether all of the declaration could be read: else what is missing may be in what could not. */
  readonly complete: boolean;
}

export class ParameterBuilder {
  readonly #text: string;
  readonly #scope: Scope;
  readonly #evaluator: Evaluator;
  readonly #reporter: Reporter;

  constructor(text: string, scope: Scope, evaluator: Evaluator, reporter: Reporter) {
    this.#text = text;
    this.#scope = scope;
    this.#evaluator = evaluator;
    this.#reporter = reporter;
  }

  build(nodes: readonly ParameterNode[], owner: Owner): readonly Parameter[] {
    const parameters: Parameter[] = [];
    const last = nodes.at(-1);
    for (const node of nodes) {
      const parameter = this.#parameter(node, owner, owner.complete || node !== last);
      if (node.name.text !== "") parameters.push(parameter);
    }
    this.#checkHandlers(parameters, owner);
    return parameters;
  }

  /** The number in brackets; undefined where it is missing or wrong, which has its diagnostic. */
  size(array: ArraySize | undefined): number | undefined {
    if (array === undefined) return undefined;
    const min = array.min === undefined ? undefined : this.#evaluator.integer(array.min);
    const max = this.#evaluator.integer(array.max);
    if (array.min !== undefined) {
      this.#reportMinimum({ start: array.min.start, end: array.max.start }, min, max);
    }
    if (max === undefined) return undefined;
    if (max <= 0n) {
      this.#reporter.warning(
        "size-not-positive",
        array.max,
        max === 0n
          ? "The size is 0: nothing can ever be passed here."
          : `The size is ${max}: the compiler takes it, but no C code with it can work. Sizes are positive.`,
      );
    } else if (max > 0xffff_ffffn) {
      this.#reporter.warning(
        "size-too-large",
        array.max,
        `The size ${max} does not fit into the 32 bits it is sent with.`,
      );
    }
    return Number(max);
  }

  #reportMinimum(span: Span, min: bigint | undefined, max: bigint | undefined): void {
    this.#reporter.warning(
      "deprecated-minimum",
      span,
      "Minimum sizes are deprecated and ignored by the compiler. Write the maximum alone: `[max]`.",
      { data: { remove: true } },
    );
    if (min === undefined || max === undefined || min <= max) return;
    this.#reporter.warning("minimum-above-maximum", span, `The minimum ${min} is above the maximum ${max}.`);
  }

  /** `isWhole`: its size is no longer to come. */
  #parameter(node: ParameterNode, owner: Owner, isWhole: boolean): Parameter {
    const resolved = this.#scope.resolveType(node.type);
    const old = resolved.kind === "oldHandler";
    const type = resolved.kind === "oldHandler" ? this.#oldStyle(node) : resolved;
    const name = old ? OLD_HANDLER : node.name.text;
    const direction = node.direction?.value === "OUT" ? "out" : "in";
    const count = this.size(node.array);
    const shape =
      type.kind === "basic" && type.name === "string" ? "string" : node.array === undefined ? "scalar" : "array";
    if (shape === "string" && node.array === undefined && isWhole) this.reportUnsizedString(node.name, node.type);
    this.#checkUse(node, type, direction, owner);
    const doc = postDocLines(this.#text, node.docs);
    const parameter: Mutable<Parameter> = { name, type, direction, shape, doc, node };
    if (count !== undefined) parameter.count = count;
    return parameter;
  }

  /** `handler X`: X is the type, and the parameter's name becomes `handler`. */
  #oldStyle(node: ParameterNode): Type {
    if (node.name.text === "") return errorType(OLD_HANDLER);
    this.#reporter.warning(
      "deprecated-handler-parameter",
      { start: node.type.start, end: node.name.end },
      `A parameter of type \`handler\` is deprecated. Write the handler's type and a name: \`${node.name.text} handler\`.`,
      { data: { replaceWith: `${node.name.text} ${OLD_HANDLER}` } },
    );
    const type: ResolvedType = this.#scope.resolveLocalType(node.name);
    if (type.kind === "oldHandler") {
      this.#reporter.error(
        "unknown-type",
        node.name,
        "`handler handler` names no type: the code generator fails. Write the name of a HANDLER and a parameter name.",
      );
      return errorType(OLD_HANDLER);
    }
    if (type.kind !== "handler" && type.kind !== "error") {
      this.#reporter.warning(
        "handler-parameter-not-a-handler",
        node.name,
        `\`${node.name.text}\` is no HANDLER: the compiler makes a plain parameter of type \`${node.name.text}\` called \`handler\` of this.`,
      );
    }
    return type;
  }

  #checkUse(node: ParameterNode, type: Type, direction: "in" | "out", owner: Owner): void {
    if (type.kind === "handler" && node.array !== undefined) {
      this.#reporter.error("handler-array", node.array, "Handlers cannot be passed as an array. Remove the size.");
    }
    if (isFile(type) && node.array !== undefined && owner.kind !== "handler") this.reportFileArray(node.array, "error");
    if (direction === "out" && node.direction !== undefined) this.#checkOutput(node.direction, node, type, owner);
  }

  #checkOutput(span: Span, node: ParameterNode, type: Type, owner: Owner): void {
    if (type.kind === "handler" && node.array === undefined && owner.kind !== "handler") {
      this.#reporter.error(
        "handler-output",
        span,
        "A handler is always passed IN: the code generator fails with OUT. Remove OUT.",
        { data: { remove: true } },
      );
    } else if (owner.kind === "event" && type.kind !== "handler") {
      this.#reporter.warning(
        "output-in-handler",
        span,
        "An EVENT has no results of its own: OUT here belongs to the function that adds the handler. Remove OUT.",
        { data: { remove: true } },
      );
    }
  }

  /** A warning only where nothing uses the HANDLER: then no code is generated for it. */
  reportFileArray(span: Span, severity: "error" | "warning"): void {
    this.#reporter.report(
      "misplaced-file",
      severity,
      span,
      "A `file` cannot be passed in an array: the code generator fails. Pass one `file` as a parameter of its own.",
    );
  }

  reportUnsizedString(name: Span, type: Span): void {
    this.#reporter.error(
      "string-without-size",
      name.start === name.end ? type : name,
      "A `string` needs the most characters it may have, in brackets behind its name: `string name[64]`.",
      name.start === name.end ? {} : { data: { insert: "[64]" } },
    );
  }

  #checkHandlers(parameters: readonly Parameter[], owner: Owner): void {
    const handlers = parameters.filter(isHandler);
    const first = handlers[0];
    if (owner.kind === "handler") {
      if (first === undefined) return;
      this.#reporter.error(
        "handler-in-handler",
        first.node?.type ?? owner.name,
        "A HANDLER cannot take handlers itself. Remove this parameter.",
      );
      return;
    }
    const second = handlers[1];
    if (second !== undefined) {
      const what =
        owner.kind === "event" ? "An EVENT takes exactly one handler" : "A function takes one handler at most";
      this.#reporter.error(
        "handler-count",
        second.node?.type ?? owner.name,
        `${what}; this is one more. Split it.`,
        first?.node === undefined ? {} : { related: [this.#reporter.here(first.node, "The first handler.")] },
      );
    } else if (
      owner.kind === "event" &&
      owner.complete &&
      first === undefined &&
      parameters.every((each) => each.type.kind !== "error")
    ) {
      this.#reporter.error(
        "handler-count",
        owner.name,
        `EVENT \`${owner.name.text}\` needs exactly one handler among its parameters: declare a HANDLER and pass it.`,
      );
    }
  }
}

function isHandler(parameter: Parameter): parameter is Parameter & { readonly type: HandlerType } {
  return parameter.type.kind === "handler";
}

function isFile(type: Type): boolean {
  return type.kind === "basic" && type.name === "file";
}

/** The parameters of a HANDLER that make the code generator fail, once something uses the HANDLER. */
export function fileArraysOf(handler: HandlerType): readonly Parameter[] {
  return handler.parameters.filter((parameter) => parameter.shape === "array" && isFile(parameter.type));
}
