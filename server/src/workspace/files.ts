/**
 * The one way everything in the server reads files: open texts over the disk.
 *
 * What goes in: absolute paths. What comes out: text as the user sees it now, or a problem as a value; nothing here throws for a
 * missing, unreadable or binary file. Two reads with the same `version` have the same text, so results may be kept per version.
 */
export type FileProblem = "missing" | "denied" | "directory" | "tooLarge" | "failed";

/** In words, to stand behind a colon or in brackets. */
export function reasonOf(problem: FileProblem): string {
  switch (problem) {
    case "missing":
      return "it does not exist";
    case "denied":
      return "permission denied";
    case "directory":
      return "it is a folder";
    case "tooLarge":
      return "it is too large";
    case "failed":
      return "it is a pipe, a device or a circle of links, or reading it failed";
  }
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** Equal versions of one path mean equal text. */
  readonly version: string;
  /** Set when bytes that are not UTF-8 were replaced by U+FFFD: 0-based UTF-16 offset of the first one. */
  readonly notUtf8At?: number;
}

export interface Files {
  /** The open text, else the file's; a problem where there is none. Synchronous: a first read costs one stat and one read. */
  read(path: string): TextFile | FileProblem;
  /** True for an open text or an existing regular file (symlinks followed). */
  isFile(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Entry names of a folder, sorted; empty where it cannot be read. */
  list(folder: string): readonly { readonly name: string; readonly directory: boolean }[];
  /** True while an editor holds the text. */
  isOpen(path: string): boolean;
}

/** A problem is a string, a text is an object. */
export function isProblem(answer: object | FileProblem): answer is FileProblem {
  return typeof answer === "string";
}
