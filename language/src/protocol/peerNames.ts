/**
 * How functions, events and results of an interface are called in TypeScript: by the generated types and by the peers that serve them.
 *
 * In: names of the `.api`. Out: property names, each different from the others of its kind.
 */
import type { ApiFunction } from "../model/interface.ts";

/** `Open` -> `open`, `GetIMEI` -> `getIMEI`, `SIMState` -> `simState`: capitals in front that belong to one word go together. */
export function lowerCamelCase(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+/, (head) => head.toLowerCase());
}

/** `le_mrc` -> `LeMrc`. */
export function upperCamelCase(name: string): string {
  const joined = name.replace(
    /[^A-Za-z0-9]*([A-Za-z0-9]+)/g,
    (_all, word: string) => word.charAt(0).toUpperCase() + word.slice(1),
  );
  return joined.replace(/[^A-Za-z0-9]/g, "").replace(/^(?=\d|$)/, "Api");
}

/**
 * Method or event name by its name in the `.api`. Two that differ in case only keep theirs, and so does `Then`, since an object with a
 * method `then` is taken for a promise.
 */
export function memberNames(names: Iterable<string>): ReadonlyMap<string, string> {
  const all = [...names];
  const takers = new Map<string, number>();
  for (const name of all) {
    const member = lowerCamelCase(name);
    takers.set(member, (takers.get(member) ?? 0) + 1);
  }
  return new Map(
    all.map((name) => {
      const member = lowerCamelCase(name);
      return [name, takers.get(member) === 1 && member !== "then" ? member : name];
    }),
  );
}

/** Where a function's result stands among its OUT values: `result`, unless one of them has that name. Names of the `.api` never begin with `_`. */
export function resultName({ parameters }: ApiFunction): "result" | "_result" {
  return parameters.some(({ name, direction }) => direction === "out" && name === "result") ? "_result" : "result";
}
