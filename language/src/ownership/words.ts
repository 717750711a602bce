/**
 * What the name of a function says: a verb and the rest.
 *
 * Legato writes the verb first (`ReleaseSession`), some interfaces last (`SessionRelease`), some after an object (`sample_Release`).
 */

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+/g;

/** Spellings that stand for one another between the two halves of a pair (`GetService`, `RemoveSvc`). */
const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ["svc", "service"],
  ["msg", "message"],
  ["conn", "connection"],
  ["ref", "reference"],
  ["sess", "session"],
  ["iter", "iterator"],
  ["txn", "transaction"],
]);

export interface Reading {
  /** Lower case, as the word stands in the name. */
  readonly verb: string;
  /** The other words joined, lower case, short forms written out: for comparison. */
  readonly rest: string;
  /** The other words as they are spelled in the name. */
  readonly spelledRest: string;
}

export function wordsOf(name: string): readonly string[] {
  return spelledWords(name).map((word) => word.toLowerCase());
}

function spelledWords(name: string): readonly string[] {
  return name.match(WORD) ?? [];
}

/** `a Job`, `an App`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

export function plain(name: string): string {
  return wordsOf(name)
    .map((word) => SHORT_FORMS.get(word) ?? word)
    .join("");
}

/** The readings of a name, most usual first: verb in front, verb after `object_`, verb at the end. */
function readingsOf(name: string): readonly Reading[] {
  const words = spelledWords(name);
  const underscore = name.indexOf("_");
  const places = new Set([0, underscore > 0 ? wordsOf(name.slice(0, underscore)).length : 0, words.length - 1]);
  const readings: Reading[] = [];
  for (const place of places) {
    const verb = words[place];
    if (verb !== undefined) {
      const others = words.filter((_word, index) => index !== place);
      readings.push({ verb: verb.toLowerCase(), rest: plain(others.join("_")), spelledRest: others.join("") });
    }
  }
  return readings;
}

/** The reading whose verb is one of these. */
export function readAs(name: string, verbs: ReadonlySet<string>): Reading | undefined {
  return readingsOf(name).find((reading) => verbs.has(reading.verb));
}

/** The plain reading: the first word is the verb, or the one after `object_`. */
export function mainReading(name: string): Reading {
  const readings = readingsOf(name);
  const second = name.includes("_") ? readings[1] : undefined;
  return second ?? readings[0] ?? { verb: "", rest: "", spelledRest: "" };
}
