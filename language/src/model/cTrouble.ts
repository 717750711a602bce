/**
 * What the reference compiler accepts and turns into C that no C compiler takes.
 *
 * In: an accepted interface. Out: warnings, nearly all of the rule `generated-c-does-not-compile`; each reason was tried with the real
 * code generator and gcc. Names follow the generator: types and constants start with the file's base name, functions with the prefix.
 */
import type { Span } from "../syntax/tree.ts";
import { KEYWORDS_THE_GENERATOR_ESCAPES, UNUSABLE_NAMES } from "./cWords.ts";
import { type ImportEntry, importsTheGeneratorSees } from "./imports.ts";
import type { ApiFunction, HandlerType, Interface, Parameter, StructType, Type } from "./interface.ts";
import type { Reporter } from "./reporter.ts";

export function reportCTrouble(checked: Interface, entries: readonly ImportEntry[], reporter: Reporter): void {
  new CTrouble(checked, entries, reporter).report();
}

type Reason =
  | "fileName"
  | "constant"
  | "typeName"
  | "functionName"
  | "parameterName"
  | "fieldName"
  | "result"
  | "emptyEnum"
  | "negativeSize"
  | "handlerOutput"
  | "import";

/** Functions that the generated headers declare beside the interface's own. */
const GENERATED_FUNCTIONS: ReadonlySet<string> = new Set([
  "AdvertiseService",
  "ConnectService",
  "DisconnectService",
  "GetClientSessionRef",
  "GetServiceRef",
  "SetServerDisconnectHandler",
  "TryConnectService",
]);

class CTrouble {
  readonly #interface: Interface;
  readonly #entries: readonly ImportEntry[];
  readonly #reporter: Reporter;

  constructor(checked: Interface, entries: readonly ImportEntry[], reporter: Reporter) {
    this.#interface = checked;
    this.#entries = entries;
    this.#reporter = reporter;
  }

  report(): void {
    this.#fileName();
    this.#constants();
    this.#types();
    const usedHandlers = new Set<HandlerType>();
    for (const made of this.#interface.functions) {
      this.#function(made);
      for (const { type } of made.parameters) if (type.kind === "handler") usedHandlers.add(type);
    }
    for (const handler of usedHandlers) this.#usedHandler(handler);
    this.#lostPackFunctions();
  }

  #trouble(reason: Reason, span: Span, message: string, first?: Span): void {
    this.#reporter.warning("generated-c-does-not-compile", span, message, {
      data: { reason },
      ...(first === undefined ? {} : { related: [this.#reporter.here(first, "The first one.")] }),
    });
  }

  #fileName(): void {
    const { name, uri } = this.#interface;
    if (!uri.endsWith(".api") || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return;
    this.#trouble(
      "fileName",
      { start: 0, end: 0 },
      `The C names made of this file start with its name, and \`${name}\` is no C identifier: the generated code cannot be compiled. Rename the file.`,
    );
  }

  /** `#define`s of DEFINEs come first in the header, then ENUMs and BITMASKs as they are declared. */
  #constants(): void {
    const macros = new Map<string, Span>();
    const enumerators = new Map<string, Span>();
    for (const [name, definition] of this.#interface.definitions) macros.set(name, definition.node.name);
    for (const type of this.#interface.types.values()) {
      if (type.kind !== "enum" && type.kind !== "bitmask") continue;
      if (type.kind === "enum" && type.members.length === 0) {
        this.#trouble(
          "emptyEnum",
          type.node.name,
          `ENUM \`${type.name}\` has no members: C has no empty \`enum\`. Add a member.`,
        );
      }
      for (const { name, node } of type.members) {
        const macro = macros.get(name);
        const enumerator = enumerators.get(name);
        if (type.kind === "enum" && (macro ?? enumerator) !== undefined) {
          this.#trouble(
            "constant",
            node.name,
            `There is another constant \`${name}\` in this file. C makes no difference by type, both become \`${this.#constant(name)}\`, and the code cannot be compiled. Rename one.`,
            macro ?? enumerator,
          );
        } else if (type.kind === "bitmask" && (macro ?? enumerator) !== undefined) {
          this.#reporter.warning(
            "duplicate-constant",
            node.name,
            `There is another constant \`${name}\` in this file. Both become \`${this.#constant(name)}\` in C, where this one replaces the other without a word. Rename one.`,
            { related: [this.#reporter.here(macro ?? enumerator ?? node.name, "The first one.")] },
          );
        }
        (type.kind === "enum" ? enumerators : macros).set(name, node.name);
      }
    }
  }

  #constant(name: string): string {
    return `${this.#interface.name.toUpperCase()}_${name}`;
  }

  #types(): void {
    const made = new Map<string, Span>([["DisconnectHandler_t", { start: 0, end: 0 }]]);
    for (const type of this.#interface.types.values()) {
      const cName = typeName(type);
      const first = made.get(cName);
      if (first === undefined) {
        made.set(cName, type.node.name);
        if (type.kind === "struct") this.#struct(type);
        continue;
      }
      const generated = first.start === first.end;
      this.#trouble(
        "typeName",
        type.node.name,
        `\`${type.name}\` becomes \`${this.#interface.name}_${cName}\` in C, and ${generated ? "the generated code declares a type of that name itself" : "so does another type of this file"}: it cannot be compiled. Rename it.`,
        generated ? undefined : first,
      );
    }
    for (const event of this.#interface.events.values()) {
      const first = this.#interface.types.get(event.referenceType.name);
      if (first === undefined) continue;
      if (first.kind === "reference") {
        this.#reporter.warning(
          "event-reference-shared",
          first.node.name,
          `EVENT \`${event.name}\` makes a reference type of the same name: in C both are \`${this.#interface.name}_${first.name}Ref_t\`, and one can be passed for the other. Rename one.`,
          { related: [this.#reporter.here(event.node.name, "The event.")] },
        );
      }
    }
  }

  #struct(type: StructType): void {
    const seen = new Map<string, Span>();
    for (const field of type.fields) {
      const first = seen.get(field.name);
      if (first === undefined) seen.set(field.name, field.node.name);
      else {
        this.#trouble(
          "fieldName",
          field.node.name,
          `\`${type.name}\` has two fields \`${field.name}\`: the C code cannot be compiled. Rename one.`,
          first,
        );
      }
      if (field.count !== undefined && field.count < -1) this.#negative(field.node.array ?? field.node.name);
    }
  }

  #function(made: ApiFunction): void {
    const node = made.node;
    if (made.kind === "function") {
      if (GENERATED_FUNCTIONS.has(made.name)) {
        this.#trouble(
          "functionName",
          node.name,
          `The generated code has a function \`${this.#interface.name}_${made.name}\` of its own: it cannot be compiled or linked. Choose another name.`,
        );
      }
      this.#result(made);
    }
    if (made.kind !== "removeHandler") this.#parameters(made.parameters, made.name, false);
  }

  #result(made: ApiFunction): void {
    if (made.node.kind !== "function" || made.node.returnType === undefined || made.returnType === undefined) return;
    const isString = made.returnType.kind === "basic" && made.returnType.name === "string";
    if (!isString && made.returnType.kind !== "struct") return;
    const instead = isString ? "string name[64] OUT" : `${made.returnType.name} name OUT`;
    this.#trouble(
      "result",
      made.node.returnType,
      `The compiler takes a ${isString ? "`string`" : "STRUCT"} as result, but the C code it makes of it cannot be compiled. Use an OUT parameter: \`${instead}\`.`,
    );
  }

  #parameters(parameters: readonly Parameter[], owner: string, isHandler: boolean): void {
    const seen = new Map<string, Parameter>();
    if (isHandler) seen.set("contextPtr", CONTEXT);
    for (const parameter of parameters) {
      const span = parameter.node?.name ?? { start: 0, end: 0 };
      const names = isHandler ? handlerNames(parameter) : localNames(parameter);
      const clash = names.find((name) => seen.has(name));
      if (clash !== undefined) {
        const other = seen.get(clash);
        const same = other?.name === parameter.name;
        this.#trouble(
          "parameterName",
          span,
          same
            ? `\`${owner}\` has two parameters \`${parameter.name}\`: the C code cannot be compiled. Rename one.`
            : `\`${parameter.name}\` clashes in C with ${other === CONTEXT ? "the context pointer every handler gets" : `what is made of \`${other?.name}\``}: both need the name \`${clash}\`. Rename it.`,
          other?.node?.name,
        );
      }
      for (const name of names) if (!seen.has(name)) seen.set(name, parameter);
      this.#parameterWord(parameter, span);
      if (parameter.count !== undefined && parameter.count < (parameter.shape === "string" ? -1 : 0)) {
        this.#negative(parameter.node?.array ?? span);
      }
    }
  }

  #parameterWord(parameter: Parameter, span: Span): void {
    const { name, shape } = parameter;
    const isWord = shape === "string" ? KEYWORDS_THE_GENERATOR_ESCAPES.has(name) : false;
    if (!isWord && !(plainName(parameter) && UNUSABLE_NAMES.has(name))) return;
    this.#trouble(
      "parameterName",
      span,
      `\`${name}\` means something else in C: the generated code cannot be compiled. Rename it.`,
    );
  }

  #negative(span: Span): void {
    this.#trouble(
      "negativeSize",
      span,
      "A negative size becomes an array of negative size in C, which cannot be compiled.",
    );
  }

  #usedHandler(handler: HandlerType): void {
    if (handler.uri !== this.#interface.uri) return;
    this.#parameters(handler.parameters, handler.name, true);
    for (const parameter of handler.parameters) {
      if (parameter.direction !== "out" || parameter.node?.direction === undefined) continue;
      this.#trouble(
        "handlerOutput",
        parameter.node.direction,
        `HANDLER \`${handler.name}\` gives nothing back, and the C code made of an OUT parameter in it cannot be compiled. Remove OUT.`,
      );
    }
  }

  /** The generator's walk over imports leaves a list too early; types it misses have no functions to pack them. */
  #lostPackFunctions(): void {
    const seen = importsTheGeneratorSees(this.#entries);
    const told = new Set<string>();
    const visit = (type: Type, span: Span): void => {
      if (type.kind !== "enum" && type.kind !== "bitmask" && type.kind !== "struct") return;
      if (type.uri === this.#interface.uri || seen.has(type.uri) || told.has(type.uri)) return;
      told.add(type.uri);
      this.#trouble(
        "import",
        span,
        `The code generator overlooks the import \`${type.interfaceName}\`, because an import before it was reached already through another one, and leaves out what packs \`${type.name}\`. Put \`USETYPES ${type.interfaceName};\` first.`,
      );
    };
    for (const made of this.#interface.functions) {
      for (const parameter of made.parameters) visit(parameter.type, parameter.node?.type ?? made.node.name);
      if (made.returnType !== undefined) visit(made.returnType, made.node.name);
    }
    for (const type of this.#interface.types.values()) {
      if (type.kind === "struct") for (const field of type.fields) visit(field.type, field.node.type);
      if (type.kind === "handler")
        for (const each of type.parameters) visit(each.type, each.node?.type ?? type.node.name);
    }
  }
}

/** Stands for the context pointer among the parameters of a handler. */
const CONTEXT: Parameter = {
  name: "contextPtr",
  type: { kind: "error", name: "", size: 0 },
  direction: "in",
  shape: "scalar",
  doc: [],
};

function typeName(type: Exclude<Type, { kind: "basic" | "error" | "eventReference" }>): string {
  if (type.kind === "reference") return `${type.name}Ref_t`;
  return type.kind === "handler" ? `${type.name}Func_t` : `${type.name}_t`;
}

/** A parameter whose own name appears as a C identifier of its own. */
function plainName(parameter: Parameter): boolean {
  return (
    parameter.shape === "string" ||
    (parameter.shape === "scalar" && parameter.direction === "in" && parameter.type.kind !== "handler")
  );
}

/** The C identifiers a parameter needs in the generated client and server functions. */
function localNames({ name, type, direction, shape }: Parameter): readonly string[] {
  if (type.kind === "handler") return [`${name}Ptr`, "contextPtr"];
  if (shape === "string") return direction === "in" ? [name] : [name, `${name}Size`, `${name}Buffer`];
  if (shape === "array") {
    return direction === "in"
      ? [`${name}Ptr`, `${name}Size`, `${name}Result`]
      : [`${name}Ptr`, `${name}SizePtr`, `${name}Size`, `${name}Buffer`];
  }
  if (direction === "out") return [`${name}Ptr`, `${name}Buffer`];
  return type.kind === "struct" ? [`${name}Ptr`, name] : [name];
}

/** The same for the function that unpacks the call of a handler; OUT is reported for itself. */
function handlerNames(parameter: Parameter): readonly string[] {
  return localNames({ ...parameter, direction: "in" });
}
