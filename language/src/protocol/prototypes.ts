/**
 * The C prototypes of an interface: what a client calls, what a server implements, and what an asynchronous server implements and answers with.
 *
 * In: a checked interface and one of its functions or handlers. Out: prototypes in pieces (return type, name, parameters with type, name,
 * direction and documentation), from which hover, scaffold and the generated view make their own text; `renderPrototype` writes the
 * house layout of Legato's headers. The pieces always give the compiler's own declarations when put together.
 */
import type { ApiFunction, HandlerType, Interface, Parameter } from "../model/interface.ts";
import { type CNaming, cFunctionName, cIdentifier, cNaming, cType } from "./cNames.ts";

export interface CParameter {
  /** As in a declaration before the name: `const char* LE_NONNULL`. */
  readonly type: string;
  readonly name: string;
  /** `INOUT`: the element count of an OUT array, which goes in as the capacity. */
  readonly direction: "IN" | "OUT" | "INOUT";
  /** Lines of documentation; empty for what C adds. */
  readonly doc: readonly string[];
  /** What stands behind it: the parameter's value, its size in characters or elements, a handler's context, or a framework value. */
  readonly role: "value" | "size" | "context" | "command" | "result";
  /** The parameter of the `.api` it carries; absent for a command reference and a result. */
  readonly of?: Parameter;
}

export interface CPrototype {
  readonly returnType: string;
  readonly name: string;
  /** Empty: `(void)`. */
  readonly parameters: readonly CParameter[];
  readonly doc: readonly string[];
  /** `respond`: the function an asynchronous server answers with. It is provided, not written. */
  readonly role: "function" | "respond" | "handler";
}

/** Client and server share one prototype; only the asynchronous server's differ. */
export type PrototypeSide = "client" | "server" | "asyncServer";

export interface PrototypeOptions {
  readonly side?: PrototypeSide;
  /** The alias of the component's `api:` entry. */
  readonly prefix?: string;
}

/**
 * One prototype; two for an asynchronous server: the function to write, then the one to answer with. Functions with a handler, and what an
 * EVENT makes, stay synchronous there too.
 */
export function prototypesOf(iface: Interface, fn: ApiFunction, options: PrototypeOptions = {}): readonly CPrototype[] {
  const naming = cNaming(iface, options.prefix);
  return options.side === "asyncServer" && isAsynchronous(fn)
    ? [command(naming, fn), respond(naming, fn)]
    : [plain(naming, fn)];
}

/** True where an asynchronous server gets a command and answers later. */
export function isAsynchronous(fn: ApiFunction): boolean {
  return fn.kind === "function" && fn.parameters.every(({ type }) => type.kind !== "handler");
}

/** `typedef void (*name)(parameters..., void* contextPtr)`; `name` of the prototype is the type's. */
export function handlerPrototype(iface: Interface, handler: HandlerType, prefix?: string): CPrototype {
  const naming = cNaming(iface, prefix);
  return {
    returnType: "void",
    name: cType(naming, handler),
    parameters: [...handler.parameters.flatMap((each) => cParameters(naming, each)), context(undefined)],
    doc: handler.doc,
    role: "handler",
  };
}

function plain(naming: CNaming, fn: ApiFunction): CPrototype {
  return {
    returnType: cType(naming, fn.returnType),
    name: cFunctionName(naming, fn.name),
    parameters: fn.parameters.flatMap((each) => cParameters(naming, each)),
    doc: fn.doc,
    role: "function",
  };
}

/** OUT parameters are left out, but for the sizes the client gave. */
function command(naming: CNaming, fn: ApiFunction): CPrototype {
  return {
    returnType: "void",
    name: cFunctionName(naming, fn.name),
    parameters: [
      commandReference(naming),
      ...fn.parameters.flatMap((each) =>
        each.direction === "in" ? cParameters(naming, each) : each.shape === "scalar" ? [] : [size(each, "IN")],
      ),
    ],
    doc: fn.doc,
    role: "function",
  };
}

/** OUT parameters by value. */
function respond(naming: CNaming, fn: ApiFunction): CPrototype {
  const result: CParameter[] =
    fn.returnType === undefined
      ? []
      : [{ type: cType(naming, fn.returnType), name: "_result", direction: "IN", doc: [], role: "result" }];
  return {
    returnType: "void",
    name: `${cFunctionName(naming, fn.name)}Respond`,
    parameters: [
      commandReference(naming),
      ...result,
      ...fn.parameters.flatMap((each) => (each.direction === "out" ? output(naming, each) : [])),
    ],
    doc: [],
    role: "respond",
  };
}

function commandReference({ prefix }: CNaming): CParameter {
  return { type: `${prefix}_ServerCmdRef_t`, name: "_cmdRef", direction: "IN", doc: [], role: "command" };
}

function context(of: Parameter | undefined): CParameter {
  return { type: "void*", name: "contextPtr", direction: "IN", doc: [], role: "context", ...(of && { of }) };
}

function size(of: Parameter, direction: "IN" | "INOUT"): CParameter {
  const [type, name] = direction === "IN" ? ["size_t", `${of.name}Size`] : ["size_t*", `${of.name}SizePtr`];
  return { type, name, direction, doc: [], role: "size", of };
}

function value(of: Parameter, type: string, name: string): CParameter {
  return { type, name, direction: of.direction === "in" ? "IN" : "OUT", doc: of.doc, role: "value", of };
}

/** What one parameter of the `.api` becomes in the ordinary prototypes. */
function cParameters(naming: CNaming, parameter: Parameter): CParameter[] {
  const { name, type, direction, shape } = parameter;
  const c = cType(naming, type);
  const pointer = `${name}Ptr`;
  const input = direction === "in";
  switch (shape) {
    case "string":
      return input
        ? [value(parameter, "const char* LE_NONNULL", name)]
        : [value(parameter, "char*", name), size(parameter, "IN")];
    case "array":
      return input
        ? [value(parameter, `const ${c}*`, pointer), size(parameter, "IN")]
        : [value(parameter, `${c}*`, pointer), size(parameter, "INOUT")];
    case "scalar":
      if (type.kind === "handler") {
        return [value(parameter, c, pointer), context(parameter)];
      }
      if (type.kind === "struct") {
        return [value(parameter, input ? `const ${c} * LE_NONNULL` : `${c} *`, pointer)];
      }
      return [input ? value(parameter, c, cIdentifier(name)) : value(parameter, `${c}*`, pointer)];
  }
}

/** What an OUT parameter becomes in an asynchronous server's answer. */
function output(naming: CNaming, parameter: Parameter): CParameter[] {
  const { name, type, shape } = parameter;
  const c = cType(naming, type);
  switch (shape) {
    case "string":
      return [value(parameter, "const char*", name)];
    case "array":
      return [value(parameter, `const ${c}*`, `${name}Ptr`), size(parameter, "IN")];
    case "scalar":
      return [
        type.kind === "struct"
          ? value(parameter, `const ${c} * LE_NONNULL`, `${name}Ptr`)
          : value(parameter, c, cIdentifier(name)),
      ];
  }
}

export interface RenderOptions {
  /** Add the doc comment above and the `///< [IN]` remarks behind. */
  readonly docs?: boolean;
  /** What follows the closing parenthesis; a declaration's semicolon by default. */
  readonly end?: string;
}

/** The layout of Legato's headers: each parenthesis and each parameter on its own line. */
export function renderPrototype(prototype: CPrototype, { docs = false, end = ";" }: RenderOptions = {}): string {
  const lines = docs ? [...docComment(prototype.doc)] : [];
  lines.push(
    prototype.role === "handler" ? `typedef void (*${prototype.name})` : `${prototype.returnType} ${prototype.name}`,
    "(",
  );
  prototype.parameters.forEach((parameter, index) => {
    const comma = index + 1 < prototype.parameters.length ? "," : "";
    lines.push(`    ${parameter.type} ${parameter.name}${comma}`);
    if (docs) {
      lines.push(...remark(parameter));
    }
  });
  if (prototype.parameters.length === 0) {
    lines.push("    void");
  }
  lines.push(`)${end}`);
  return lines.join("\n");
}

/** One line, for lists and completion: `le_result_t foo_Bar(uint32_t x, char* name, size_t nameSize)`. */
export function renderOnOneLine({ returnType, name, parameters }: CPrototype): string {
  const list = parameters.map((each) => `${each.type} ${each.name}`).join(", ");
  return `${returnType} ${name}(${list === "" ? "void" : list})`;
}

const rule = `//${"-".repeat(98)}`;

/** The banner of Legato's sources; nothing for no documentation. `lines` are as in the model, their own leading blanks kept. */
export function docComment(lines: readonly string[]): readonly string[] {
  if (lines.every((line) => line.trim() === "")) {
    return [];
  }
  const trimmed = trimBlankLines(lines);
  return [rule, "/**", ...trimmed.map((line) => ` *${line}`.trimEnd()), " */", rule];
}

function remark({ direction, doc }: CParameter): readonly string[] {
  const [first = "", ...rest] = doc;
  return [`        ///< [${direction}]${first}`.trimEnd(), ...rest.map((line) => `        ///<${line}`.trimEnd())];
}

/** Doc comments begin and end in blank lines by habit. */
export function trimBlankLines(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => line.trim() !== "");
  const to = lines.findLastIndex((line) => line.trim() !== "");
  return from === -1 ? [] : lines.slice(from, to + 1);
}
