/**
 * The entry point VS Code calls in its extension host: runs every `*.suite.js` beside it with mocha, reloads the window, and runs every
 * `*.reloaded.js` in the new one. What a reload should survive is made by `*.leaves.js`, which run last before it.
 *
 * Out: the results as JSON in the file that TEST_RESULTS names, one entry a test; and an exception when one failed, which VS Code turns
 * into its exit code.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { hasWorkbench, reloadWindow } from "./workbench.ts";

interface TestResult {
  title: string;
  state: "passed" | "failed" | "skipped";
  milliseconds: number;
  error?: string;
}

export async function run(): Promise<void> {
  const file = process.env["TEST_RESULTS"];
  const before = file === undefined || !existsSync(file) ? undefined : readResults(file);
  const results = [...(before ?? []), ...(await runAll(before === undefined ? "suite" : "reloaded"))];
  const failed = (): number => results.filter(({ state }) => state === "failed").length;
  // After a failure nothing would look for what is left.
  const left = before === undefined && hasWorkbench && failed() === 0 ? await runAll("leaves") : [];
  results.push(...left);
  if (file !== undefined) writeFileSync(file, JSON.stringify(results, undefined, 1));
  const failures = failed();
  if (failures === 0 && left.length > 0) {
    void reloadWindow();
    // The new window answers for both.
    await new Promise(() => {});
  }
  if (failures > 0) throw new Error(`${failures} of ${results.length} tests failed.`);
}

async function runAll(kind: string): Promise<readonly TestResult[]> {
  // Base prints nothing: the results are printed by whoever started VS Code, for this console is not the terminal.
  const mocha = new Mocha({
    ui: "bdd",
    reporter: Mocha.reporters.Base,
    timeout: 60_000,
    forbidOnly: true,
    grep: process.env["TEST_GREP"] ?? "",
  });
  const names = readdirSync(__dirname).filter((name) => name.endsWith(`.${kind}.js`));
  for (const name of names.sort(newcomersFirst)) mocha.addFile(path.join(__dirname, name));
  const results: TestResult[] = [];
  await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", (test) => results.push(resultOf(test, "passed")))
      .on("pending", (test) => results.push(resultOf(test, "skipped")))
      .on("fail", (test, error: Error) => {
        results.push({ ...resultOf(test, "failed"), error: error.stack ?? error.message });
      });
  });
  return results;
}

/** By name, behind the suite of somebody who has done nothing yet: what the others do ticks off his steps. */
function newcomersFirst(one: string, other: string): number {
  const isFirst = (name: string): number => (name.startsWith("firstRun.") ? 0 : 1);
  return isFirst(one) - isFirst(other) || one.localeCompare(other);
}

function readResults(file: string): readonly TestResult[] {
  return JSON.parse(readFileSync(file, "utf8"));
}

function resultOf(test: Mocha.Test, state: TestResult["state"]): TestResult {
  return { title: test.fullTitle(), state, milliseconds: test.duration ?? 0 };
}
