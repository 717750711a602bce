/**
 * Values for the arguments of a call, as a person writes them, checked against the types of the `.api`.
 *
 * Pure. In: forms from the language server, and text. Out: JSON values, or one sentence that says what is wrong. Only what a type allows is checked here;
 * the runtime judges again when it packs the message.
 */
import type { JsonObject, JsonValue } from "@legato-api/runtime/inspector-protocol";
import type { ArgumentForm } from "@legato-api/server/protocol";

export type Read = { readonly value: JsonValue } | { readonly problem: string };

/** What to write for it, in a few words: stands under the input box. */
export function describeForm(form: ArgumentForm): string {
  switch (form.kind) {
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${form.values.join(", ")}`;
    case "flags":
      return `any of ${form.values.join(", ")}`;
    case "integer":
      return `${form.least} to ${form.most}`;
    case "number":
      return "a number";
    case "text":
      return `at most ${form.longest} bytes`;
    case "reference":
      return "a reference: an odd number, or 0 for none";
    case "list":
      return `JSON: a list of at most ${form.longest}, each ${describeForm(form.of)}`;
    case "object":
      return `JSON: {${form.fields.map(({ name }) => `"${name}": …`).join(", ")}}`;
    case "descriptor":
      return "a file, which a client that is killed cannot pass";
  }
}

/** Reads one line of text: lists and structures as JSON, all else as it stands. */
export function readArgument(form: ArgumentForm, text: string): Read {
  switch (form.kind) {
    case "text":
      return readValue(form, text);
    case "list":
    case "object":
      return readJson(form, text);
    case "flags":
      return readValue(
        form,
        text.split(/[|,\s]+/).filter((word) => word !== ""),
      );
    case "boolean":
      return text === "true" || text === "false" ? { value: text === "true" } : problem("has to be true or false");
    default:
      return readValue(form, text.trim());
  }
}

/** A value that starts an input box and is accepted as it is. */
export function exampleOf(form: ArgumentForm): JsonValue {
  switch (form.kind) {
    case "boolean":
      return false;
    case "choice":
      return form.values[0] ?? "";
    case "integer":
      return BigInt(form.least) > 0n ? form.least : 0;
    case "number":
    case "reference":
      return 0;
    case "text":
      return "";
    case "object":
      return Object.fromEntries(form.fields.map((field) => [field.name, exampleOf(field.form)]));
    default:
      return [];
  }
}

function readJson(form: ArgumentForm, text: string): Read {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problem(`is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return readValue(form, value);
}

function readValue(form: ArgumentForm, value: JsonValue): Read {
  switch (form.kind) {
    case "boolean":
      return typeof value === "boolean" ? { value } : problem("has to be true or false");
    case "choice":
      return typeof value === "string" && form.values.includes(value)
        ? { value }
        : problem(`has to be ${describeForm(form)}`);
    case "flags":
      return isList(value) && value.every((one) => typeof one === "string" && form.values.includes(one))
        ? { value }
        : problem(`has to be a list of ${describeForm(form)}`);
    case "integer":
      return readInteger(form, value);
    case "number":
      return Number.isFinite(numberOf(value)) ? { value: numberOf(value) } : problem("has to be a number");
    case "reference":
      return isReference(numberOf(value)) ? { value: numberOf(value) } : problem(`has to be ${describeForm(form)}`);
    case "text":
      return readText(form, value);
    case "list":
      return readList(form, value);
    case "object":
      return readObject(form, value);
    case "descriptor":
      return problem(`is ${describeForm(form)}`);
  }
}

function readInteger(form: ArgumentForm & { readonly kind: "integer" }, value: JsonValue): Read {
  const isWritten = typeof value === "string" && /^[+-]?(?:\d+|0[xX][\da-fA-F]+)$/.test(value);
  if (!isWritten && !Number.isSafeInteger(value)) return problem("has to be an integer");
  const text = String(value);
  const magnitude = BigInt(text.replace(/^[+-]/, ""));
  const number = text.startsWith("-") ? -magnitude : magnitude;
  if (number < BigInt(form.least) || number > BigInt(form.most)) return problem(`has to be ${describeForm(form)}`);
  return {
    value: number === BigInt(Number(number)) && Number.isSafeInteger(Number(number)) ? Number(number) : String(number),
  };
}

function readText(form: ArgumentForm & { readonly kind: "text" }, value: JsonValue): Read {
  if (typeof value !== "string") return problem("has to be text");
  const bytes = Buffer.byteLength(value);
  if (bytes > form.longest) return problem(`has ${bytes} bytes; ${form.longest} fit`);
  return value.includes("\0") ? problem("has a NUL in it, where C's text ends") : { value };
}

function readList(form: ArgumentForm & { readonly kind: "list" }, value: JsonValue): Read {
  if (!isList(value)) return problem("has to be a list in brackets");
  if (value.length > form.longest) return problem(`has ${value.length} elements; ${form.longest} fit`);
  const items: JsonValue[] = [];
  for (const [index, item] of value.entries()) {
    const read = readValue(form.of, item);
    if ("problem" in read) return problem(`[${index}] ${read.problem}`);
    items.push(read.value);
  }
  return { value: items };
}

function readObject(form: ArgumentForm & { readonly kind: "object" }, value: JsonValue): Read {
  if (!isObject(value)) return problem("has to be an object in braces");
  const stranger = Object.keys(value).find((key) => !form.fields.some(({ name }) => name === key));
  if (stranger !== undefined) return problem(`has no field "${stranger}"`);
  const fields: Record<string, JsonValue> = {};
  for (const { name, form: fieldForm } of form.fields) {
    const field = value[name];
    if (field === undefined) return problem(`lacks "${name}"`);
    const read = readValue(fieldForm, field);
    if ("problem" in read) return problem(`.${name} ${read.problem}`);
    fields[name] = read.value;
  }
  return { value: fields };
}

function numberOf(value: JsonValue): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** The receiver's C takes no even one. */
function isReference(value: number): boolean {
  return value === 0 || (Number.isSafeInteger(value) && value > 0 && value <= 0xffffffff && value % 2 === 1);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problem(text: string): { readonly problem: string } {
  return { problem: text };
}
