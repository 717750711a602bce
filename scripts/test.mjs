/**
 * `npm test`: everything a change has to pass, in one go, on a machine that has only Node 20 and the npm registry.
 *
 * Each step runs even when an earlier one failed, unless it needs that one. The closing line adds up the tests of all suites; each
 * other step (lint, build, package) counts as one. It is also left in artifacts/results/totals, where .ci/run finds it. The exit code is 0
 * only when nothing failed. Results of single tests are in artifacts/results.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { addUp, countIntegration, countStep, countVitest, countXunit, totalsLine } from "./totals.mjs";

const root = path.resolve(import.meta.dirname, "..");
const results = path.join(root, "artifacts/results");
const bin = (/** @type {string} */ name) => path.join(root, "node_modules/.bin", name);

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command
 * @property {readonly string[]} [needs] names of steps that must have passed
 * @property {(exitCode: number) => Promise<import("./totals.mjs").Counts>} count
 */

/** @type {readonly Step[]} */
const steps = [
  { name: "lint", command: ["npm", "run", "--silent", "lint"], count: async (exitCode) => countStep(exitCode) },
  {
    name: "unit",
    command: [bin("vitest"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}/unit.json`],
    count: async (exitCode) => countVitest(await readResult("unit.json"), exitCode),
  },
  {
    name: "grammar",
    command: [bin("vscode-tmgrammar-test"), "--xunit-report", path.join(results, "grammar"), "test/grammar/*"],
    count: async (exitCode) => countXunit(await readAll("grammar"), exitCode),
  },
  { name: "build", command: ["npm", "run", "--silent", "build"], count: async (exitCode) => countStep(exitCode) },
  {
    name: "editor",
    command: [process.execPath, path.join(root, "test/vscode-host/code.mjs"), "--install"],
    count: async (exitCode) => countStep(exitCode),
  },
  {
    // Not part of lint: the types of the browser driver are there only now.
    name: "editor's types",
    command: [bin("tsc"), "-p", "test/vscode-host"],
    needs: ["editor"],
    count: async (exitCode) => countStep(exitCode),
  },
  integration("source", ["build", "editor"]),
  integration("untrusted", ["build", "editor"]),
  {
    name: "package",
    command: ["npm", "run", "--silent", "package"],
    count: async (exitCode) => countStep(exitCode),
  },
  {
    name: "packages",
    command: [
      bin("vitest"),
      "run",
      "--config=test/package/vitest.config.mts",
      "--reporter=default",
      "--reporter=json",
    ].concat(`--outputFile.json=${results}/packages.json`),
    needs: ["package"],
    count: async (exitCode) => countVitest(await readResult("packages.json"), exitCode),
  },
  integration("vsix", ["package", "editor"]),
  integration("universal", ["package", "editor"]),
];

/**
 * @param {string} run
 * @param {readonly string[]} needs
 * @returns {Step}
 */
function integration(run, needs) {
  return {
    name: `integration ${run}`,
    command: [process.execPath, path.join(root, "test/integration/run.mjs"), run],
    needs,
    count: async (exitCode) => countIntegration(await readResult(`integration-${run}.json`), exitCode),
  };
}

/**
 * @param {string} name
 * @returns {Promise<string | undefined>} undefined: the step ended before it wrote its results
 */
async function readResult(name) {
  return readFile(path.join(results, name), "utf8").catch(() => undefined);
}

/**
 * @param {string} folder one report a test file
 * @returns {Promise<string | undefined>}
 */
async function readAll(folder) {
  const names = await readdir(path.join(results, folder)).catch(() => undefined);
  if (names === undefined) return undefined;
  return (await Promise.all(names.map((name) => readResult(path.join(folder, name))))).join("");
}

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const failed = new Set();
const counts = [];
for (const step of steps) {
  console.log(`\n=== ${step.name}`);
  const missing = step.needs?.find((name) => failed.has(name));
  const start = performance.now();
  const exitCode = missing === undefined ? await run(step.command) : 1;
  if (missing !== undefined) console.log(`not run: ${missing} failed`);
  if (exitCode !== 0) failed.add(step.name);
  const count = await step.count(exitCode);
  counts.push(count);
  console.log(`--- ${step.name}: ${totalsLine(count)} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}
const line = totalsLine(addUp(counts));
await writeFile(path.join(results, "totals"), `${line}\n`);
console.log(`\n${line}`);
if (failed.size > 0 || addUp(counts).failed > 0) process.exitCode = 1;

/**
 * @param {readonly string[]} command
 * @returns {Promise<number>}
 */
async function run([executable = "", ...args]) {
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: "1" };
  const child = spawn(executable, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await Promise.race([once(child, "exit"), once(child, "error").then(() => [1])]);
  return code ?? 1;
}
