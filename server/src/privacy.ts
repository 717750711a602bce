/**
 * Takes the person out of a text that is going to be shown to others: the home folder and the user's name become `~`.
 *
 * Pure. In: any text and whose it is. Out: the text; file names below the home folder stay, for they are what a report is about.
 */

export interface Person {
  /** Absolute path. */
  readonly home: string;
  readonly name: string;
}

export function withoutPerson(text: string, { home, name }: Person): string {
  const spellings = [...new Set([home, encodeURI(home), home.replaceAll("\\", "\\\\")])].filter(
    (one) => one.length > 1,
  );
  const noHome = spellings.reduce(
    (left, one) => left.replace(new RegExp(`${escaped(one)}(?![\\p{L}\\p{N}_.-])`, "gu"), "~"),
    text,
  );
  // "root" is nobody's name, and a word of its own in many a sentence.
  if (name === "" || name === "root") return noHome;
  return noHome.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(name)}(?![\\p{L}\\p{N}_])`, "gu"), "~");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
