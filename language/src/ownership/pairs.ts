/**
 * Acquiring and releasing that no reference type shows: `LockProbation()` / `UnlockProbation()`, and integers used as handles.
 */
import type { ApiFunction, Parameter } from "../model/interface.ts";
import { mainReading, type Reading } from "./words.ts";

export interface Pair {
  readonly acquire: ApiFunction;
  readonly release: ApiFunction;
  readonly kind: "names" | "handle";
  /** A word for what is held: `Probation`, `lock`, `handle`. */
  readonly resource: string;
}

const NAME_PAIRS: readonly (readonly [string, string])[] = [
  ["request", "release"],
  ["acquire", "release"],
  ["reserve", "release"],
  ["take", "release"],
  ["claim", "release"],
  ["hold", "release"],
  ["lock", "unlock"],
  ["block", "unblock"],
  ["defer", "allow"],
  ["begin", "end"],
  ["start", "end"],
  ["register", "unregister"],
];
const HANDLE_PAIRS: readonly (readonly [string, string])[] = [
  ["open", "close"],
  ["create", "delete"],
  ["alloc", "free"],
];
const INTEGERS: ReadonlySet<string> = new Set("uint8 uint16 uint32 uint64 int8 int16 int32 int64 size".split(" "));

/** Pairs by name, both without parameters: a hint, no more. */
export function namePairs(functions: readonly ApiFunction[]): readonly Pair[] {
  return pairs(functions, NAME_PAIRS, (acquire, release, what) =>
    acquire.parameters.length === 0 && release.parameters.length === 0
      ? [{ acquire, release, kind: "names", resource: what.spelledRest === "" ? what.verb : what.spelledRest }]
      : [],
  );
}

/** `CreateSession(..., uint64 session OUT)` / `DeleteSession(uint64 session)`. */
export function handlePairs(functions: readonly ApiFunction[]): readonly Pair[] {
  return pairs(functions, HANDLE_PAIRS, (acquire, release, what) => {
    const out = acquire.parameters.filter((parameter) => parameter.direction === "out");
    const handle = out[0];
    const given = release.parameters[0];
    const fits =
      out.length === 1 &&
      release.parameters.length === 1 &&
      handle !== undefined &&
      given !== undefined &&
      given.direction === "in" &&
      isInteger(handle) &&
      isInteger(given) &&
      handle.type.name === given.type.name;
    return fits
      ? [{ acquire, release, kind: "handle", resource: what.spelledRest === "" ? "handle" : what.spelledRest }]
      : [];
  });
}

function isInteger(parameter: Parameter): boolean {
  return parameter.shape === "scalar" && parameter.type.kind === "basic" && INTEGERS.has(parameter.type.name);
}

function pairs(
  functions: readonly ApiFunction[],
  verbs: readonly (readonly [string, string])[],
  make: (acquire: ApiFunction, release: ApiFunction, what: Reading) => Pair[],
): readonly Pair[] {
  const read = functions.filter((fn) => fn.kind === "function").map((fn) => ({ fn, ...mainReading(fn.name) }));
  return read.flatMap((acquire) =>
    verbs.flatMap(([first, second]) => {
      if (acquire.verb !== first) {
        return [];
      }
      const release = read.find((other) => other.verb === second && other.rest === acquire.rest);
      return release ? make(acquire.fn, release.fn, acquire) : [];
    }),
  );
}
