/**
 * JSON with integers of any size.
 *
 * In: a tree in which integers beyond 2^53 are bigints. Out: text, indented by two blanks. Objects keep their keys' order, but for
 * keys that are array indices, which JavaScript moves to the front; no name of an `.api` is one.
 */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function printJson(value: JsonValue, indent = ""): string {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (value === null || typeof value !== "object") {
    return JSON.stringify(value);
  }
  const deeper = `${indent}  `;
  const list = isList(value);
  const items = list
    ? value.map((item) => printJson(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${printJson(item, deeper)}`);
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  return items.length === 0 ? open + close : `${open}\n${deeper}${items.join(`,\n${deeper}`)}\n${indent}${close}`;
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** For shapes that programs read with plain JSON parsers: an integer as a number where that is exact, else its digits as a string. */
export function exactNumber(value: bigint): number | string {
  return BigInt.asIntN(54, value) === value ? Number(value) : value.toString();
}
