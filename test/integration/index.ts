/**
 * The entry point VS Code calls in its extension host: runs every `*.suite.js` beside it with mocha.
 *
 * Out: the results as JSON in the file that TEST_RESULTS names, one entry a test; and an exception when one failed, which VS Code turns
 * into its exit code.
 */
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

interface TestResult {
  title: string;
  state: "passed" | "failed" | "skipped";
  milliseconds: number;
  error?: string;
}

export async function run(): Promise<void> {
  // Base prints nothing: the results are printed by whoever started VS Code, for this console is not the terminal.
  const mocha = new Mocha({
    ui: "bdd",
    reporter: Mocha.reporters.Base,
    timeout: 60_000,
    forbidOnly: true,
    grep: process.env["TEST_GREP"] ?? "",
  });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith(".suite.js")) mocha.addFile(path.join(__dirname, name));
  }

  const results: TestResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", (test) => results.push(resultOf(test, "passed")))
      .on("pending", (test) => results.push(resultOf(test, "skipped")))
      .on("fail", (test, error: Error) => {
        results.push({ ...resultOf(test, "failed"), error: error.stack ?? error.message });
      });
  });
  const file = process.env["TEST_RESULTS"];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results, undefined, 1));
  if (failures > 0) throw new Error(`${failures} of ${results.length} tests failed.`);
}

function resultOf(test: Mocha.Test, state: TestResult["state"]): TestResult {
  return { title: test.fullTitle(), state, milliseconds: test.duration ?? 0 };
}
