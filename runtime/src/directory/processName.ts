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
/** What runs them where no file of the user's does. */
const COMMAND = "legato-api";
/** The client that `crash` and "Try My Close Handler" kill: beside it a second one, which the runtime itself is, looks what is left. */
const TO_BE_KILLED = /^peersCrashClient\.js$/;
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
  const own = words.map((word) => path.basename(word)).find((file) => OWN.test(file));
  if (own === undefined) return interpreter;
  return TO_BE_KILLED.test(own) ? `${COMMAND} crash` : COMMAND;
}
