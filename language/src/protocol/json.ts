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

export interface JsonMeasure {
  /** Values there are to print, each as often as it is printed. */
  readonly values: number;
  /** Levels of lists and objects inside of each other. */
  readonly depth: number;
}

/** How large a tree is when printed; one that holds the same object at many places may have no end in practice. */
export function measureJson(root: JsonValue): JsonMeasure {
  const done = new Map<object, JsonMeasure>();
  const open: object[] = [];
  const known = (value: JsonValue): JsonMeasure | undefined =>
    value !== null && typeof value === "object" ? done.get(value) : { values: 1, depth: 0 };
  const visit = (value: JsonValue): void => {
    if (value !== null && typeof value === "object" && !done.has(value)) {
      open.push(value);
    }
  };
  visit(root);
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    const children: readonly JsonValue[] = Object.values(node);
    const waiting = open.length;
    for (const child of children) {
      visit(child);
    }
    if (open.length > waiting) {
      continue;
    }
    open.pop();
    let [values, depth] = [1, 0];
    for (const child of children) {
      const its = known(child);
      values += its?.values ?? 0;
      depth = Math.max(depth, its?.depth ?? 0);
    }
    done.set(node, { values, depth: depth + 1 });
  }
  return known(root) ?? { values: 1, depth: 0 };
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** For shapes that programs read with plain JSON parsers: an integer as a number where that is exact, else its digits as a string. */
export function exactNumber(value: bigint): number | string {
  return BigInt.asIntN(54, value) === value ? Number(value) : value.toString();
}
