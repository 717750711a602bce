/**
 * Declarations to entries of the four tables.
 *
 * In: declaration nodes in file order. Out: types, definitions, functions and events in the scope, EVENTs with the two functions they
 * make. A name that is taken stays with its first owner; a declaration without a name is looked through for other mistakes only.
 */

import type { Mutable } from "../mutable.ts";
import type {
  BitmaskNode,
  DeclarationNode,
  DefineNode,
  EnumNode,
  EventNode,
  FunctionNode,
  HandlerNode,
  Name,
} from "../syntax/tree.ts";
import { BASIC_TYPES } from "./basicTypes.ts";
import { addHandlerDoc, declarationDoc, handlerReferenceDoc, removeHandlerDoc } from "./documentation.ts";
import { Evaluator } from "./expressions.ts";
import type { ApiFunction, EventReferenceType, HandlerType, NamedType, Parameter, Type } from "./interface.ts";
import { fileArraysOf, ParameterBuilder } from "./parameters.ts";
import type { Reporter } from "./reporter.ts";
import type { Scope } from "./scope.ts";
import { buildStruct, type StructHome } from "./structs.ts";
import { buildValues } from "./values.ts";

const WIDEST = (1n << 64n) - 1n;
const LOWEST = -(1n << 63n);

export class DeclarationBuilder {
  readonly #home: StructHome;
  readonly #scope: Scope;
  readonly #reporter: Reporter;
  readonly #evaluator: Evaluator;
  readonly #parameters: ParameterBuilder;

  constructor(home: StructHome, scope: Scope, reporter: Reporter) {
    this.#home = home;
    this.#scope = scope;
    this.#reporter = reporter;
    this.#evaluator = new Evaluator(scope, reporter);
    this.#parameters = new ParameterBuilder(home.text, scope, this.#evaluator, reporter);
  }

  add(node: DeclarationNode): void {
    switch (node.kind) {
      case "define":
        this.#define(node);
        break;
      case "enum":
      case "bitmask":
        this.#addType(this.#values(node));
        break;
      case "reference":
        this.#addType({ kind: "reference", ...this.#declared(node), size: 4, node });
        break;
      case "struct":
        this.#addType(buildStruct(node, this.#home, this.#scope, this.#parameters, this.#reporter));
        break;
      case "handler":
        this.#handler(node);
        break;
      case "function":
        this.#function(node);
        break;
      case "event":
        this.#event(node);
        break;
    }
  }

  /** What can be said only when all declarations are known. */
  finish(): void {
    const used = new Set<HandlerType>();
    for (const made of this.#scope.functions.values()) {
      for (const parameter of made.parameters) {
        if (parameter.type.kind !== "handler" || parameter.node === undefined) continue;
        used.add(parameter.type);
        if (parameter.type.uri === this.#home.uri || fileArraysOf(parameter.type).length === 0) continue;
        this.#reporter.error(
          "misplaced-file",
          parameter.node.type,
          `\`${parameter.type.name}\` passes files in an array: the code generator fails on a function that takes it.`,
        );
      }
    }
    for (const type of this.#scope.types.values()) {
      if (type.kind !== "handler") continue;
      for (const parameter of fileArraysOf(type)) {
        const span = parameter.node?.array ?? type.node.name;
        this.#parameters.reportFileArray(span, used.has(type) ? "error" : "warning");
      }
      // Of one that is used the C code cannot be compiled, which is said where that is known.
      if (!used.has(type)) this.#reportOutputs(type);
    }
  }

  #reportOutputs(handler: HandlerType): void {
    for (const { direction, node } of handler.parameters) {
      if (direction !== "out" || node?.direction === undefined) continue;
      this.#reporter.warning(
        "output-in-handler",
        node.direction,
        "A HANDLER gives nothing back to the server: what is written to an OUT parameter is lost. Remove OUT.",
        { data: { remove: true } },
      );
    }
  }

  #declared(node: DeclarationNode) {
    return {
      name: node.name.text,
      interfaceName: this.#home.interfaceName,
      uri: this.#home.uri,
      doc: declarationDoc(this.#home.text, node.doc),
    };
  }

  #values(node: EnumNode | BitmaskNode): NamedType {
    const values = buildValues(node, this.#home.text, this.#reporter);
    if (node.kind === "enum") return { kind: "enum", ...this.#declared(node), ...values, node };
    return { kind: "bitmask", ...this.#declared(node), ...values, node };
  }

  #define(node: DefineNode): void {
    const name = node.name.text;
    const { value, isLong } = this.#evaluator.value(node.value);
    if (typeof value === "bigint" && (value > WIDEST || value < LOWEST)) {
      this.#reporter.warning(
        "value-beyond-64-bits",
        node.value,
        `\`${name}\` has a value that fits into no C type: more than 64 bits.`,
      );
    }
    if (typeof value === "string" && /[\x80-\xff]/.test(value)) {
      this.#reporter.error(
        "string-byte-above-7f",
        node.value,
        "A string may hold bytes up to `\\x7f` only: the code generator fails on the others.",
      );
    }
    if (name === "") return;
    const first = this.#scope.definitions.get(name);
    if (first !== undefined) {
      this.#redefined(node.name, "DEFINE", first.node.name);
      return;
    }
    // Of a value with a syntax error only a number is worth going on with.
    if (value === undefined || (typeof value === "string" && !node.complete)) {
      this.#scope.refused.add(name);
      return;
    }
    this.#scope.definitions.set(name, { name, value, isLong, doc: declarationDoc(this.#home.text, node.doc), node });
  }

  #handler(node: HandlerNode): void {
    const parameters = this.#parameters.build(node.parameters, node);
    this.#addType({ kind: "handler", ...this.#declared(node), parameters, size: 4, node });
  }

  #function(node: FunctionNode): void {
    const returnType = this.#returnType(node);
    const parameters = this.#parameters.build(node.parameters, node);
    this.#checkFunction(node, parameters);
    const made: Mutable<ApiFunction> = {
      kind: "function",
      name: node.name.text,
      parameters,
      doc: declarationDoc(this.#home.text, node.doc),
      messageId: this.#messageId(node.ids?.ids[0]?.value),
      node,
    };
    if (returnType !== undefined) made.returnType = returnType;
    this.#addFunction(made);
  }

  #returnType(node: FunctionNode): Type | undefined {
    if (node.returnType === undefined) return undefined;
    const resolved = this.#scope.resolveType(node.returnType);
    if (resolved.kind === "oldHandler" || resolved.kind === "handler") {
      this.#reporter.error("handler-result", node.returnType, "A function cannot return a handler. Remove the type.");
      return undefined;
    }
    if (resolved.kind === "basic" && resolved.name === "file") {
      this.#reporter.error(
        "misplaced-file",
        node.returnType,
        "A function cannot return a `file`: the code generator fails. Pass it as an OUT parameter.",
      );
    }
    return resolved;
  }

  #checkFunction(node: FunctionNode, parameters: readonly Parameter[]): void {
    const outputs = parameters.filter((parameter) => parameter.direction === "out");
    if (outputs.length > 32) {
      const last = outputs[32]?.node ?? node;
      this.#reporter.warning(
        "too-many-outputs",
        last,
        `\`${node.name.text}\` has ${outputs.length} OUT parameters; the message has room to ask for 32 of them. Put some into a STRUCT.`,
      );
    }
    for (const direction of ["in", "out"] as const) {
      const files = parameters.filter(
        (each) => each.type.kind === "basic" && each.type.name === "file" && each.direction === direction,
      );
      const second = files[1];
      if (second?.node === undefined || files[0]?.node === undefined) continue;
      this.#reporter.warning(
        "several-files",
        second.node,
        `A message carries one file descriptor: the second ${direction.toUpperCase()} \`file\` of \`${node.name.text}\` ends the process at run time. Pass it with a call of its own.`,
        { related: [this.#reporter.here(files[0].node, "The first one.")] },
      );
    }
  }

  #event(node: EventNode): void {
    const parameters = this.#parameters.build(node.parameters, node);
    const name = node.name.text;
    if (name === "") return;
    const first = this.#scope.events.get(name);
    if (first !== undefined) {
      this.#redefined(node.name, "EVENT", first.node.name);
      return;
    }
    const { interfaceName, uri } = this.#home;
    const doc = declarationDoc(this.#home.text, node.doc);
    const referenceType: EventReferenceType = {
      kind: "eventReference",
      name: `${name}Handler`,
      interfaceName,
      uri,
      doc: handlerReferenceDoc(interfaceName, name),
      event: name,
      size: 4,
      node,
    };
    this.#scope.events.set(name, { name, parameters, doc, referenceType, node });
    this.#addFunction({
      kind: "addHandler",
      name: `Add${name}Handler`,
      returnType: referenceType,
      parameters,
      doc: addHandlerDoc(interfaceName, name, doc),
      messageId: this.#messageId(node.ids?.ids[0]?.value),
      event: name,
      node,
    });
    this.#addFunction({
      kind: "removeHandler",
      name: `Remove${name}Handler`,
      parameters: [{ name: "handlerRef", type: referenceType, direction: "in", shape: "scalar", doc: [] }],
      doc: removeHandlerDoc(interfaceName, name),
      messageId: this.#messageId(node.ids?.ids[1]?.value),
      event: name,
      node,
    });
  }

  /** The number written, else the next place in the table. */
  #messageId(written: bigint | undefined): number {
    return written === undefined ? this.#scope.functions.size : Number(written);
  }

  #addFunction(made: ApiFunction): void {
    if (made.name === "") return;
    const first = this.#scope.functions.get(made.name);
    if (first === undefined) {
      this.#scope.functions.set(made.name, made);
    } else if (made.event === undefined && first.event === undefined) {
      this.#redefined(made.node.name, "FUNCTION", first.node.name);
    } else {
      const event = made.event ?? first.event ?? "";
      this.#reporter.error(
        "redefinition",
        made.node.name,
        `EVENT \`${event}\` makes a function \`${made.name}\`, and there is another \`${made.name}\`: the compiler stops. Rename one.`,
        { related: [this.#reporter.here(first.node.name, `The other \`${made.name}\` comes from here.`)] },
      );
    }
  }

  #addType(type: NamedType): void {
    if (type.name === "") return;
    if (BASIC_TYPES.has(type.name)) {
      this.#reporter.error(
        "redefinition",
        type.node.name,
        `\`${type.name}\` is a built-in type and cannot be declared again. Choose another name.`,
      );
      return;
    }
    const first = this.#scope.types.get(type.name);
    if (first !== undefined) {
      this.#redefined(type.node.name, "type", first.node.name);
      return;
    }
    this.#scope.types.set(type.name, type);
  }

  #redefined(name: Name, what: string, first: Name): void {
    this.#reporter.error(
      "redefinition",
      name,
      `There is a ${what} \`${name.text}\` in this file already: the compiler stops. Rename or remove one.`,
      { related: [this.#reporter.here(first, `\`${name.text}\` is declared here first.`)] },
    );
  }
}
