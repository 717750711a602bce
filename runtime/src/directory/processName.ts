/**
 * What a process is called, for people: the program's name, and for a script the script's.
 *
 * In: the kernel's short name and the command line. Out: a name; every Node program would be `node` otherwise, or, by the newer Node's short
 * name, `MainThread`.
 */
import path from "node:path";

const INTERPRETER = /^(?:node|nodejs|bun|deno|electron|code|python[\d.]*)$/;
const SCRIPT = /^(.+)\.(?:[cm]?[jt]s|py)$/;
/** Our own bundles stand before the user's file. */
const OWN = /^peers[A-Z]\w*\.js$/;
/** What runs them where no file of the user's does: a client that is to be killed, for one. */
const COMMAND = "legato-api";
/** Options of Node.js whose next word is a file, but not the program. */
const TAKES_FILE = new Set(["--import", "--require", "-r", "--loader", "--experimental-loader"]);

export function processName(shortName: string, commandLine: readonly string[]): string {
  const [program = "", ...words] = commandLine;
  const interpreter = path.basename(program);
  if (!INTERPRETER.test(interpreter)) return shortName;
  for (const [index, word] of words.entries()) {
    if (TAKES_FILE.has(words[index - 1] ?? "")) continue;
    const file = path.basename(word);
    const name = SCRIPT.exec(file)?.[1];
    if (name !== undefined && !OWN.test(file) && !word.startsWith("-")) return name;
  }
  return words.some((word) => OWN.test(path.basename(word))) ? COMMAND : interpreter;
}
