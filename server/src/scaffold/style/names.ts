/**
 * Names for what the scaffold adds: in the file's own way of naming, and never one that is taken.
 */
import type { HouseStyle } from "./houseStyle.ts";

/** A function's name from its words, as the file names its own: `DestroyJob`, `destroyJob`, `destroy_job`. */
export function functionName(style: HouseStyle, words: readonly string[], taken: ReadonlySet<string>): string {
  const parts = words.flatMap(split);
  const name =
    style.naming === "snake"
      ? parts.map((part) => part.toLowerCase()).join("_")
      : parts.map((part, index) => (index === 0 && style.naming === "lowerCamel" ? lower(part) : upper(part))).join("");
  return free(name, taken);
}

/** A variable's or field's name: `sessionRef`, `session_ref`. */
export function variableName(style: HouseStyle, words: readonly string[], taken: ReadonlySet<string>): string {
  const parts = words.flatMap(split);
  const name =
    style.variableNaming === "snake"
      ? parts.map((part) => part.toLowerCase()).join("_")
      : parts.map((part, index) => (index === 0 ? lower(part) : upper(part))).join("");
  return free(name, taken);
}

/** A type's name: `JobOwner_t`; in a file of snake case `job_owner_t`. */
export function typeName(style: HouseStyle, words: readonly string[], taken: ReadonlySet<string>): string {
  const parts = words.flatMap(split);
  const snake = style.naming === "snake";
  return free(`${snake ? parts.map((part) => part.toLowerCase()).join("_") : parts.map(upper).join("")}_t`, taken);
}

/** A variable of the file: `JobOwners`; in a file of snake case `job_owners`. */
export function globalName(style: HouseStyle, words: readonly string[], taken: ReadonlySet<string>): string {
  const parts = words.flatMap(split);
  const name = style.naming === "snake" ? parts.map((part) => part.toLowerCase()).join("_") : parts.map(upper).join("");
  return free(name, taken);
}

/** `RequestObj` to `Request`, `Obj`; `le_iks` to `le`, `iks`. */
function split(word: string): string[] {
  return word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|\d+/g) ?? [word];
}

/** `RequestObj` in a sentence: `request`. */
export function inWords(name: string): string {
  return split(name)
    .map((part) => part.toLowerCase())
    .join(" ");
}

/** `a job`, `an owner`. */
export function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;
}

export function upper(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function lower(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) {
    return name;
  }
  for (let number = 2; ; number++) {
    const candidate = name.endsWith("_t") ? `${name.slice(0, -2)}${number}_t` : `${name}${number}`;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}
