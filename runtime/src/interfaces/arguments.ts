/**
 * Arguments of a call as people and programs write them: `name=value` words of a shell, or a JSON object.
 *
 * In: the function's IN parameters, and what was written. Out: the codec's values, or one sentence that says what is wrong. Only the form is
 * converted here; whether a value fits its type (range, length, member of an enum) is the codec's judgement when it packs.
 */
import type { ApiFunction, Outcome, Parameter, Type, WireValue, WireValues } from "@legato-api/language";
import { isJsonList, isJsonStruct, type JsonObject, type JsonValue } from "./values.ts";

/** Parameters a caller has to give: a handler is the peer's own business. */
export function argumentsOf({ parameters }: ApiFunction): readonly Parameter[] {
  return parameters.filter(({ direction, type }) => direction === "in" && type.kind !== "handler");
}

/** `Open(string name[64])`, for messages. */
export function signature(fn: ApiFunction): string {
  const parameters = argumentsOf(fn).map(
    ({ name, type, shape, count }) => `${typeLabel(type)} ${name}${shape === "scalar" ? "" : `[${count ?? ""}]`}`,
  );
  return `${fn.name}(${parameters.join(", ")})`;
}

function typeLabel(type: Type): string {
  return type.kind === "basic" || type.kind === "error" ? type.name : `${type.interfaceName}.${type.name}`;
}

/** Words of a shell. `openFile` gives a descriptor for the path of a `file` parameter, or a sentence. */
export function valuesFromWords(
  fn: ApiFunction,
  words: readonly string[],
  openFile: (path: string) => number | string,
): Outcome<WireValues> {
  const given = jsonFromWords(fn, words, openFile);
  return given.ok ? valuesFromJson(fn, given.value) : given;
}

/** The same as JSON, to be given to somebody else: each word is understood, but no value is checked. */
export function jsonFromWords(
  fn: ApiFunction,
  words: readonly string[],
  openFile: (path: string) => number | string,
): Outcome<JsonObject> {
  const parameters = argumentsOf(fn);
  const given: Record<string, JsonValue> = {};
  for (const word of words) {
    const [name = "", ...rest] = word.split("=");
    const parameter = parameters.find((each) => each.name === name);
    if (rest.length === 0 || parameter === undefined) {
      return failed(`'${word}' is no argument of ${signature(fn)}: write NAME=VALUE`);
    }
    if (Object.hasOwn(given, name)) return failed(`'${name}' is given twice`);
    const value = valueFromWord(parameter, rest.join("="), openFile);
    if (!value.ok) return value;
    given[name] = value.value;
  }
  return ok(given);
}

function valueFromWord(
  parameter: Parameter,
  text: string,
  openFile: (path: string) => number | string,
): Outcome<JsonValue> {
  const { name, type, shape } = parameter;
  if (isBasic(type, "file")) {
    const opened = openFile(text);
    return typeof opened === "number" ? ok(opened) : failed(`${name}: ${opened}`);
  }
  if (shape === "string") return ok(text);
  if (shape === "array") {
    if (text.startsWith("[")) return parsed(name, text);
    if (isBytes(type)) return ok(text);
    return ok(text === "" ? [] : text.split(","));
  }
  return type.kind === "struct" ? parsed(name, text) : ok(text);
}

function parsed(name: string, text: string): Outcome<JsonValue> {
  try {
    const value: JsonValue = JSON.parse(text);
    return ok(value);
  } catch (error) {
    return failed(`${name}: ${text} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A JSON object of the IN parameters. Numbers may be strings, in decimal or hex; bytes may be text. */
export function valuesFromJson(fn: ApiFunction, given: JsonObject): Outcome<WireValues> {
  const parameters = argumentsOf(fn);
  const unknown = Object.keys(given).find((name) => !parameters.some((each) => each.name === name));
  if (unknown !== undefined) return failed(`${signature(fn)} has no parameter '${unknown}'`);
  const values: Record<string, WireValue> = {};
  for (const parameter of parameters) {
    const value = own(given, parameter.name);
    if (value === undefined) return failed(`${signature(fn)}: '${parameter.name}' is missing`);
    const converted =
      parameter.shape === "array" ? arrayValue(parameter.type, value) : scalarValue(parameter.type, value);
    if (!converted.ok) return failed(`${fn.name}: '${parameter.name}' ${converted.problem}`);
    values[parameter.name] = converted.value;
  }
  return ok(values);
}

function arrayValue(type: Type, value: JsonValue): Outcome<WireValue> {
  if (typeof value === "string" && isBytes(type)) return ok(new Uint8Array(Buffer.from(value)));
  if (!isJsonList(value)) return failed(`has to be a list, not ${JSON.stringify(value)}`);
  const items: WireValue[] = [];
  for (const each of value) {
    const item = scalarValue(type, each);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

function scalarValue(type: Type, value: JsonValue): Outcome<WireValue> {
  switch (type.kind) {
    case "basic":
      return basicValue(type.name, value);
    case "reference":
    case "eventReference":
      return numberValue(value);
    case "enum":
      return memberValue(value);
    case "bitmask":
      if (typeof value === "string" && value.includes("|")) return ok(value.split("|").map((each) => each.trim()));
      return isJsonList(value) ? listOfNames(value) : memberValue(value);
    case "struct": {
      if (!isJsonStruct(value))
        return failed(`has to be an object of ${type.fields.map(({ name }) => name).join(", ")}`);
      const fields: Record<string, WireValue> = {};
      for (const { name, type: fieldType, count } of type.fields) {
        const given = own(value, name);
        if (given === undefined) return failed(`has no '${name}'`);
        const isArray = count !== undefined && !isBasic(fieldType, "string");
        const field = isArray ? arrayValue(fieldType, given) : scalarValue(fieldType, given);
        if (!field.ok) return failed(`.${name} ${field.problem}`);
        fields[name] = field.value;
      }
      return ok(fields);
    }
    default:
      return failed("cannot be given here");
  }
}

function basicValue(name: string, value: JsonValue): Outcome<WireValue> {
  switch (name) {
    case "string":
      return typeof value === "string" ? ok(value) : failed(`has to be text, not ${JSON.stringify(value)}`);
    case "bool":
      return booleanValue(value);
    case "double":
      return doubleValue(value);
    case "char":
      return typeof value === "string" && value.length === 1 && !/\d/.test(value)
        ? ok(value.charCodeAt(0))
        : numberValue(value);
    case "uint64":
    case "int64":
      return bigintValue(value);
    case "le_result_t":
    case "le_onoff_t":
      return memberValue(value);
    default:
      return numberValue(value);
  }
}

function booleanValue(value: JsonValue): Outcome<WireValue> {
  if (typeof value === "boolean") return ok(value);
  if (value === "true" || value === "1" || value === 1) return ok(true);
  if (value === "false" || value === "0" || value === 0) return ok(false);
  return failed(`has to be true or false, not ${JSON.stringify(value)}`);
}

function doubleValue(value: JsonValue): Outcome<WireValue> {
  if (typeof value === "number") return ok(value);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isNaN(number) && value !== "NaN" ? notANumber(value) : ok(number);
}

function numberValue(value: JsonValue): Outcome<WireValue> {
  const integer = bigintValue(value);
  if (!integer.ok || typeof integer.value !== "bigint") return integer;
  const number = Number(integer.value);
  return Number.isSafeInteger(number) ? ok(number) : failed(`is too large: ${integer.value}`);
}

const INTEGER = /^[+-]?(\d+|0[xX][\da-fA-F]+)$/;

function bigintValue(value: JsonValue): Outcome<WireValue> {
  if (typeof value === "number" && Number.isSafeInteger(value)) return ok(BigInt(value));
  if (typeof value !== "string" || !INTEGER.test(value)) return notANumber(value);
  const magnitude = BigInt(value.replace(/^[+-]/, ""));
  return ok(value.startsWith("-") ? -magnitude : magnitude);
}

/** A name, or a number where there is none for the value. */
function memberValue(value: JsonValue): Outcome<WireValue> {
  if (typeof value === "string" && !INTEGER.test(value)) return ok(value);
  return numberValue(value);
}

function listOfNames(value: readonly JsonValue[]): Outcome<WireValue> {
  const names = value.filter((each) => typeof each === "string");
  return names.length === value.length ? ok(names) : failed("has to be a list of names");
}

function notANumber(value: JsonValue): Outcome<never> {
  return failed(`has to be a number, not ${JSON.stringify(value)}`);
}

/** A parameter may be called `constructor`, or like anything else that every object has. */
function own(values: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isBytes(type: Type): boolean {
  return isBasic(type, "uint8") || isBasic(type, "char");
}

function isBasic(type: Type, name: string): boolean {
  return type.kind === "basic" && type.name === name;
}

function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

function failed(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
