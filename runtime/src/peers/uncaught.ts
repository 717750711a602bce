/**
 * How a program's errors are shown to its author: the message, then the author's own places in the stack.
 *
 * Node.js puts the source line of the throw first; where the library threw that is a line of its bundle, tens of thousands of characters long.
 */
import path from "node:path";

/** Where the bundles lie. */
const LIBRARY = `${import.meta.dirname}${path.sep}`;

/** Installed before the program is loaded. Exit code 1, as without it. */
export function printUncaught(): void {
  process.on("uncaughtException", (error: unknown) => {
    // A program that handles them itself has the last word.
    if (process.listenerCount("uncaughtException") > 1) return;
    process.stderr.write(`${problemText(error)}\n`);
    process.exit(1);
  });
}

/** Frames of the library and of Node.js are left out: nobody can act on them. */
export function problemText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split("\n");
  return lines.filter((line) => !/^ {4}at /.test(line) || !(line.includes(LIBRARY) || /\bnode:/.test(line))).join("\n");
}
