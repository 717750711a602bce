/**
 * The command line of a script for those who work on the repository.
 *
 * In: how it is used, and its options, none of which takes a value. Out: which of them are given, and the rest. `--help` prints the usage and ends with 0;
 * what makes no sense is said in one line above the usage, and ends with 2: nobody needs a stack trace of a misspelt option.
 */
import { parseArgs } from "node:util";

/**
 * @param {{ usage: string, options: readonly string[] }} config
 * @returns {{ given: ReadonlySet<string>, positionals: string[] }}
 */
export function readCommandLine({ usage, options }) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        ...Object.fromEntries(options.map((name) => [name, /** @type {const} */ ({ type: "boolean" })])),
        help: { type: "boolean", short: "h" },
      },
    });
    const given = new Set(Object.keys(values));
    if (!given.has("help")) return { given, positionals };
  } catch (error) {
    return endWithUsage(error instanceof Error ? error.message : String(error), usage);
  }
  console.log(usage);
  process.exit(0);
}

/**
 * @param {string} problem
 * @param {string} usage
 * @returns {never}
 */
export function endWithUsage(problem, usage) {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}
