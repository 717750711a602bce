/**
 * The TypeScript types of an interface: what `legato-api types FILE` writes to `foo.api.ts` and peers in TypeScript are checked against.
 *
 * In: a checked interface. Out: the text of a module that needs nothing else. It exports the interface under its name in UpperCamelCase
 * with two members, from which a service and a client are both derived:
 * - `functions`: a method for each FUNCTION, in lowerCamelCase, that takes one object of the IN parameters and returns the result; with OUT
 *   parameters, an object of `result` and their values. A handler parameter is a function of the handler's values.
 * - `events`: for each EVENT `args`, the parameters next to its handler, and `event`, the handler's values.
 * Values are those of codec/values.ts. Imported types are written out under the name of their interface and their own.
 */
import type {
  ApiEvent,
  ApiFunction,
  Definition,
  Interface,
  NamedType,
  Parameter,
  StructField,
  Type,
} from "../model/interface.ts";
import { usedTypes, withImports } from "./declarations.ts";
import { memberNames, resultName, upperCamelCase } from "./peerNames.ts";
import { trimBlankLines } from "./prototypes.ts";
import { onOffCodes, resultCodes } from "./standardTypes.ts";

export interface TypescriptOptions {
  /** The file's name as told in the header; the interface's name with `.api` by default. */
  readonly fileName?: string;
}

export function typescriptTypes(iface: Interface, { fileName = `${iface.name}.api` }: TypescriptOptions = {}): string {
  const names = new Names(iface);
  const body = [
    ...[...iface.definitions.values()].map((each) => definition(names, each)),
    ...typesToWrite(iface).map((type) => declaration(names, type)),
    contract(iface, names),
  ];
  return [header(fileName), ...names.standardTypes(), ...body].map((part) => `${part}\n`).join("\n");
}

/** The exported type that names the interface: `printer` -> `Printer`. */
export function typescriptName(iface: Interface): string {
  return upperCamelCase(iface.name);
}

function header(fileName: string): string {
  return [
    "/**",
    ` * Types of ${fileName}, written by \`legato-api types\`. Do not edit: write them again when the interface changes.`,
    " */",
  ].join("\n");
}

/** Own types in order, after the imported ones that they and the functions use. */
function typesToWrite(iface: Interface): readonly NamedType[] {
  const used = usedTypes(iface);
  return withImports(iface)
    .toReversed()
    .flatMap((each) => [...each.types.values()])
    .filter((type) => used.has(type) && type.kind !== "handler");
}

/** Words that cannot name a type or a constant of a module, and the global types the text itself uses. */
const taken =
  `any as async await bigint boolean break case catch class const constructor continue debugger declare default delete do else
  enum export extends false finally for function get if implements import in infer instanceof interface is keyof let module namespace never
  new null number object of package private protected public readonly require return set static string super switch symbol this throw true
  try type typeof undefined unique unknown var void while with yield arguments eval Uint8Array Readonly LeResult LeOnOff`.split(
    /\s+/,
  );

/** Gives each declaration a name of its own, and remembers which built-in enumerations the text has used. */
class Names {
  readonly #iface: Interface;
  readonly #names = new Map<object, string>();
  readonly #taken: Set<string>;
  readonly #standard = new Set<"LeResult" | "LeOnOff">();
  readonly contract: string;

  constructor(iface: Interface) {
    this.#iface = iface;
    this.contract = typescriptName(iface);
    this.#taken = new Set([...taken, this.contract]);
  }

  of(declared: Definition | Exclude<Type, { kind: "basic" | "error" }>): string {
    const known = this.#names.get(declared);
    if (known !== undefined) {
      return known;
    }
    const foreign = "interfaceName" in declared && declared.uri !== this.#iface.uri;
    let name = foreign ? upperCamelCase(declared.interfaceName) + declared.name : declared.name;
    while (this.#taken.has(name)) {
      name += "_";
    }
    this.#taken.add(name);
    this.#names.set(declared, name);
    return name;
  }

  standard(name: "LeResult" | "LeOnOff"): string {
    this.#standard.add(name);
    return name;
  }

  /** To be asked when all else is written. */
  standardTypes(): readonly string[] {
    const tables = { LeResult: resultCodes, LeOnOff: onOffCodes };
    return [...this.#standard].toSorted().map((name) => {
      const members = tables[name].map(([member]) => `  | ${JSON.stringify(member)}`);
      const doc = name === "LeResult" ? "A `le_result_t`; a number where none has the code." : "A `le_onoff_t`.";
      return [`/** ${doc} */`, `export type ${name} =`, ...members, "  | number;"].join("\n");
    });
  }
}

function definition(names: Names, each: Definition): string {
  const value = typeof each.value === "string" ? JSON.stringify(each.value) : integer(each.value);
  return [...jsdoc(each.doc), `export const ${names.of(each)} = ${value};`].join("\n");
}

function integer(value: bigint): string {
  return BigInt.asIntN(54, value) === value ? `${value}` : `${value}n`;
}

function declaration(names: Names, type: NamedType): string {
  const name = names.of(type);
  const doc = jsdoc(type.doc);
  switch (type.kind) {
    case "enum": {
      const members = type.members.flatMap((member) => [
        ...jsdoc(member.doc, "  "),
        `  | ${JSON.stringify(member.name)}`,
      ]);
      return [...doc, `export type ${name} =`, ...members, `  | ${type.size === 8 ? "bigint" : "number"};`].join("\n");
    }
    case "bitmask": {
      const wide = type.size === 8;
      const members = type.members.flatMap((member) => [
        ...jsdoc(member.doc, "  "),
        `  ${member.name}: 0x${BigInt.asUintN(wide ? 64 : 32, member.value).toString(16)}${wide ? "n" : ""},`,
      ]);
      return [
        ...doc,
        `export const ${name} = {`,
        ...members,
        "} as const;",
        `export type ${name} = ${wide ? "bigint" : "number"};`,
      ].join("\n");
    }
    case "reference":
      return [
        ...doc,
        `export type ${name} = number & { readonly reference?: "${type.interfaceName}.${type.name}" };`,
      ].join("\n");
    case "struct":
      return [
        ...doc,
        `export interface ${name} {`,
        ...type.fields.map((field) => `  ${fieldText(names, field)};`),
        "}",
      ].join("\n");
    case "handler":
      return "";
  }
}

function fieldText(names: Names, { name, type, count }: StructField): string {
  return `${name}: ${count === undefined || isString(type) ? scalar(names, type) : array(names, type)}`;
}

function isString(type: Type): boolean {
  return type.kind === "basic" && type.name === "string";
}

function contract(iface: Interface, names: Names): string {
  const plain = iface.functions.filter(({ kind }) => kind === "function");
  const methods = memberNames(plain.map(({ name }) => name));
  const events = memberNames(iface.events.keys());
  return [
    ...jsdoc(firstParagraph(iface.doc)),
    `export interface ${names.contract} {`,
    "  functions: {",
    ...plain.map((fn) => method(names, fn, methods.get(fn.name) ?? fn.name)),
    "  };",
    "  events: {",
    ...[...iface.events.values()].map((event) => eventText(names, event, events.get(event.name) ?? event.name)),
    "  };",
    "}",
  ].join("\n");
}

function method(names: Names, fn: ApiFunction, name: string): string {
  const inputs = fn.parameters.filter(({ direction }) => direction === "in");
  const args = inputs.length === 0 ? "args?: {}" : `args: ${objectOf(names, inputs, "    ")}`;
  return [...jsdoc(fn.doc, "    "), `    ${name}(${args}): ${result(names, fn)};`].join("\n");
}

function result(names: Names, fn: ApiFunction): string {
  const outputs = fn.parameters.filter(({ direction }) => direction === "out");
  const own = fn.returnType === undefined ? "void" : scalar(names, fn.returnType);
  if (outputs.length === 0) {
    return own;
  }
  const first = fn.returnType === undefined ? [] : [`${resultName(fn)}: ${own}`];
  return objectOf(names, outputs, "    ", first);
}

function eventText(names: Names, event: ApiEvent, name: string): string {
  const handler = event.parameters.find(({ type }) => type.kind === "handler");
  const args = event.parameters.filter((parameter) => parameter !== handler && parameter.direction === "in");
  const values = handler?.type.kind === "handler" ? handler.type.parameters : [];
  return [
    ...jsdoc(event.doc, "    "),
    `    ${name}: {`,
    `      args: ${objectOf(names, args, "      ")};`,
    `      event: ${objectOf(names, values, "      ")};`,
    "    };",
  ].join("\n");
}

/** An object type with a property for each parameter; `before` are properties that come first. On one line if it is short and undocumented. */
function objectOf(
  names: Names,
  parameters: readonly Parameter[],
  indent: string,
  before: readonly string[] = [],
): string {
  const own = parameters.map((parameter) => `${parameter.name}: ${parameterType(names, parameter)}`);
  const properties = [...before, ...own];
  if (properties.length === 0) {
    return "{}";
  }
  const short = `{ ${properties.join("; ")} }`;
  if (parameters.every(({ doc }) => isBlank(doc)) && short.length + indent.length <= 100) {
    return short;
  }
  const lines = parameters.flatMap(({ doc }, index) => [...jsdoc(doc, `${indent}  `), `${indent}  ${own[index]};`]);
  return ["{", ...before.map((property) => `${indent}  ${property};`), ...lines, `${indent}}`].join("\n");
}

function parameterType(names: Names, { type, shape }: Parameter): string {
  if (type.kind === "handler") {
    const event = objectOf(
      names,
      type.parameters.map((each) => ({ ...each, doc: [] })),
      "",
    );
    return `(event: ${event.replace(/\s*\n\s*/g, " ")}) => void`;
  }
  return shape === "array" ? array(names, type) : scalar(names, type);
}

function array(names: Names, type: Type): string {
  if (type.kind === "basic" && (type.name === "uint8" || type.name === "char")) {
    return "Uint8Array";
  }
  const element = scalar(names, type);
  return /^\w+$/.test(element) ? `${element}[]` : `(${element})[]`;
}

function scalar(names: Names, type: Type): string {
  switch (type.kind) {
    case "basic":
      switch (type.name) {
        case "bool":
          return "boolean";
        case "string":
          return "string";
        case "uint64":
        case "int64":
          return "bigint";
        case "le_result_t":
          return names.standard("LeResult");
        case "le_onoff_t":
          return names.standard("LeOnOff");
        default:
          return "number";
      }
    case "error":
      return "unknown";
    case "eventReference":
    case "handler":
      return "number";
    default:
      return names.of(type);
  }
}

/** A doc comment above a declaration, its lines as in the `.api`. */
function jsdoc(lines: readonly string[], indent = ""): readonly string[] {
  const text = trimBlankLines(lines).map(closed);
  const [first = "", ...rest] = text;
  if (text.length === 0) {
    return [];
  }
  return rest.length === 0
    ? [`${indent}/** ${first.trim()} */`]
    : [
        `${indent}/**`,
        ...text.map((line) => `${indent} *${line === "" || line.startsWith(" ") ? "" : " "}${line}`.trimEnd()),
        `${indent} */`,
      ];
}

/** Of the file's documentation, which may fill pages. */
function firstParagraph(lines: readonly string[]): readonly string[] {
  const text = trimBlankLines(lines);
  const end = text.findIndex((line) => line.trim() === "");
  return end === -1 ? text : text.slice(0, end);
}

function isBlank(lines: readonly string[]): boolean {
  return lines.every((line) => line.trim() === "");
}

/** A remark behind a parameter may hold what ends a comment. */
function closed(line: string): string {
  return line.replaceAll("*/", "*\\/");
}
