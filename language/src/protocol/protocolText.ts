/**
 * The text whose MD5 is the protocol id: the reference compiler's Python `repr` of the interface.
 *
 * In: a checked interface and the build. Out: exactly what `ifgen --hash --dump` prints. Comments, positions and the file's name do not
 * count; parameter names, unused imports and definitions do; of a STRUCT only the total size does, of a HANDLER nothing but its name.
 */
import type {
  ApiFunction,
  Definition,
  EventReferenceType,
  Interface,
  NamedType,
  Parameter,
} from "../model/interface.ts";
import { importsInOrder, typesInOrder } from "./declarations.ts";
import { type Sizer, sizerOf } from "./sizes.ts";

export interface ProtocolOptions {
  /** The tagged build, `LE_CONFIG_RPC=y` in the environment. */
  readonly rpc?: boolean;
}

export function protocolText(iface: Interface, { rpc = false }: ProtocolOptions = {}): string {
  const sizer = sizerOf(iface, rpc ? "rpc" : "plain");
  const repeats = timesWritten(iface, new Map()) <= mostInterfaces;
  return `${rpc ? "v4" : "v3"},${interfaceText(iface, sizer, repeats, new Map())}`;
}

/** The compiler reads an import anew for each path that leads to it, and would not finish with so many. */
const mostInterfaces = 10_000;

function timesWritten(iface: Interface, done: Map<Interface, number>): number {
  const known = done.get(iface);
  if (known !== undefined) {
    return known;
  }
  let times = 1;
  for (const { interface: imported } of importsInOrder(iface)) {
    times += imported === undefined ? 0 : timesWritten(imported, done);
  }
  done.set(iface, times);
  return times;
}

/** `done`: interfaces already written. They are repeated as the compiler does, or left out when there is no end to it. */
function interfaceText(iface: Interface, sizer: Sizer, repeats: boolean, done: Map<Interface, string>): string {
  const known = done.get(iface);
  if (known !== undefined) {
    return repeats ? known : "";
  }
  const imports = importsInOrder(iface).map(({ interface: imported, rejected }) =>
    imported === undefined || rejected ? "None" : interfaceText(imported, sizer, repeats, done),
  );
  const definitions = [...iface.definitions.values()].map(definitionText);
  const types = typesInOrder(iface).map((type) => typeText(type, sizer));
  const functions = iface.functions.map(functionText);
  const events = [...iface.events.values()].map(
    (event) => `<Event ${event.name}(${parametersText(event.parameters)})>`,
  );
  const text =
    `<Interface Imports:[${imports.join()}] Definitions:[${definitions.join()}] Types:[${types.join()}]` +
    ` Functions:[${functions.join()}] Events:[${events.join()}]>`;
  done.set(iface, text);
  return text;
}

function definitionText({ name, value, isLong }: Definition): string {
  const text = typeof value === "string" ? byteStringText(value) : `${value}${isLong ? "L" : ""}`;
  return `Definition(u'${name}',${text})`;
}

function typeText(type: NamedType | EventReferenceType, sizer: Sizer): string {
  switch (type.kind) {
    case "enum":
    case "bitmask": {
      const members = type.members.map((member) => `NamedValue(u'${member.name}',${member.value})`);
      return `EnumType(u'${type.name}',[${members.join(", ")}])`;
    }
    case "reference":
    case "eventReference":
      return `ReferenceType(${type.name})`;
    case "handler":
    case "struct":
      return `Type(u'${type.name}',${integer(sizer.type(type))})`;
  }
}

function functionText(fn: ApiFunction): string {
  return `<Function ${fn.returnType?.name ?? "None"} ${fn.name}(${parametersText(fn.parameters)})>`;
}

function parametersText(parameters: readonly Parameter[]): string {
  return parameters.map(parameterText).join();
}

function parameterText({ name, type, direction, shape, count }: Parameter): string {
  const way = direction === "in" ? "IN" : "OUT";
  switch (shape) {
    case "scalar":
      return `<Parameter ${type.name} ${name} ${way}>`;
    case "string":
      return `<StringParameter string ${name}[${integer(count ?? 0)}] ${way}>`;
    case "array":
      return `<ArrayParameter ${type.name} ${name}[${integer(count ?? 0)}] ${way}>`;
  }
}

/** Decimal digits also where JavaScript would write an exponent. Beyond 2^53 they are not exact: no message is so large. */
function integer(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

const namedEscapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Python 2's `repr` of a byte string: each character of `value` is one byte. */
function byteStringText(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  let text = "";
  for (const char of value) {
    const code = char.charCodeAt(0);
    if (char === quote) {
      text += `\\${char}`;
    } else if (namedEscapes[char] !== undefined) {
      text += namedEscapes[char];
    } else if (code < 0x20 || code >= 0x7f) {
      text += `\\x${code.toString(16).padStart(2, "0")}`;
    } else {
      text += char;
    }
  }
  return quote + text + quote;
}
