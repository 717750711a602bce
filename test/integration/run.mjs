/**
 * Runs the integration tests in a real VS Code: with the extension from the source tree, with the package for this machine (`vsix`), and what
 * is different in a folder that is not trusted (`untrusted`) and in the package for every system (`universal`).
 *
 * `node test/integration/run.mjs [source] [untrusted] [vsix] [universal]`, all when none is named. It needs a build, and packages for the last two. VS Code is
 * the headless one of test/vscode-host, or the desktop's where VSCODE_EXE names its executable; a desktop runs the source tree only.
 * VSCODE_HOST=latest takes the newest VS Code that npm ships. Each run gets a copy of the example of its own. Pictures and logs go to
 * artifacts/integration-<run>, results to artifacts/results; with the newest, `latest-` stands before the run's name. Whatever fails, and also when
 * it is interrupted, what a run started is ended: VS Code, and the runtimes that outlive it.
 */
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { endWithUsage, readCommandLine } from "../../scripts/commandLine.mjs";
import { extensionFor, fileName } from "../../scripts/package/packages.mjs";
import { edition, everyday } from "../vscode-host/edition.mjs";
import { endStarted } from "./started.mjs";

/** @typedef {{ title: string, state: "passed" | "failed" | "skipped", milliseconds: number, error?: string }} TestResult */

const root = path.resolve(import.meta.dirname, "../..");
const desktop = process.env["VSCODE_EXE"];
const headless = path.join(root, "test/vscode-host/code.mjs");
const testsFolder = path.join(import.meta.dirname, "dist");
const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));

/** What is tested: its words, the extension's package if it is one, and which files of tests are for it. */
const kinds = {
  source: { words: "the source tree", vsix: undefined, mine: isForSources },
  untrusted: { words: "the source tree, folder not trusted", vsix: undefined, mine: isUntrusted },
  vsix: { words: "the package", vsix: extensionFor(process.platform, process.arch), mine: isForAll },
  universal: { words: "the package for every system", vsix: extensionFor("any", "other"), mine: isUniversal },
};

/** What every process of a run has in its environment, each run with a folder of its own: runtimes of the tests serve there. */
const MARK = "LEGATO_API_DIR";

/** Set once somebody wants it all to end. @type {NodeJS.Signals | undefined} */
let interrupted;
/** Ends what the run of the moment has started. */
let endRun = async () => {};
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    interrupted = signal;
    void endRun();
  });
}

const usage = `node test/integration/run.mjs [RUN...]

${Object.entries(kinds)
  .map(([name, { words }]) => `  ${name.padEnd(11)}${words}`)
  .join("\n")}

All when none is named.`;
const { positionals: named } = readCommandLine({ usage, options: [] });
const unknown = named.filter((name) => !Object.hasOwn(kinds, name));
if (unknown.length > 0) endWithUsage(`There is no run ${unknown.join(", ")}.`, usage);
const runs = Object.entries(kinds).filter(([name]) =>
  named.length > 0 ? named.includes(name) : desktop === undefined || name === "source",
);

if (desktop === undefined) {
  execFileSync(headless, ["--install"], { stdio: "inherit" });
  console.log(`VS Code ${execFileSync(headless, ["--version"], { encoding: "utf8" }).trim()}`);
}
for (const [run, kind] of runs) {
  console.log(`\nIntegration tests, extension from ${kind.words}`);
  const passed = await runOnce(run, kind);
  if (!passed) process.exitCode = 1;
  if (interrupted !== undefined) {
    console.log(`Ended by ${interrupted}.`);
    process.exit(1);
  }
}

/** @param {string} name of a file */
function isUniversal(name) {
  return name === "universal.suite.ts";
}

/** @param {string} name of a file */
function isUntrusted(name) {
  return name === "untrusted.suite.ts";
}

/** @param {string} name of a file */
function isForAll(name) {
  return /\.(?:suite|leaves|reloaded)\.ts$/.test(name) && !isUniversal(name) && !isUntrusted(name);
}

/**
 * The newest VS Code takes an extension from its sources only where a test drives it, and there it asks nothing; so what it asks in a second
 * window is tried with the package.
 *
 * @param {string} name of a file
 */
function isForSources(name) {
  return isForAll(name) && (edition === everyday || name !== "secondWindow.suite.ts");
}

/** @param {(name: string) => boolean} mine */
async function buildTests(mine) {
  const suites = (await readdir(import.meta.dirname)).filter(mine);
  await rm(testsFolder, { recursive: true, force: true });
  await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ["index.ts", ...suites],
    outdir: testsFolder,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
}

/**
 * @param {string} run
 * @param {(typeof kinds)[keyof typeof kinds]} kind
 */
async function runOnce(run, { vsix, mine }) {
  await buildTests(mine);
  const named = `integration-${edition === everyday ? run : `latest-${run}`}`;
  const artifacts = path.join(root, "artifacts", named);
  const resultsFile = path.join(root, "artifacts/results", `${named}.json`);
  await rm(artifacts, { recursive: true, force: true });
  await rm(resultsFile, { force: true });
  await mkdir(artifacts, { recursive: true });
  await mkdir(path.dirname(resultsFile), { recursive: true });
  // The real path: what VS Code says about a file is compared with it.
  const folder = await mkdtemp(path.join(os.tmpdir(), "legato-api-example-"));
  // Not where a developer's own runtime may serve.
  const sockets = await realpath(await mkdtemp(path.join(os.tmpdir(), "legato-api-sockets-")));
  endRun = () => endStarted(MARK, sockets);
  try {
    await cp(path.join(root, "examples/printer"), folder, { recursive: true });
    if (interrupted !== undefined) return false;
    const launchArgs = [folder];
    if (run === "untrusted") launchArgs.push("--untrusted");
    if (vsix !== undefined) launchArgs.push(`--vsix=${path.join(root, "artifacts/packages", fileName(vsix, version))}`);
    const ended = await runTests({
      vscodeExecutablePath: desktop ?? headless,
      extensionDevelopmentPath: vsix === undefined ? root : path.join(root, "test/vscode-host/runner-extension"),
      extensionTestsPath: path.join(testsFolder, "index.js"),
      launchArgs,
      extensionTestsEnv: { VSCODE_HOST_ARTIFACTS: artifacts, TEST_RESULTS: resultsFile, [MARK]: sockets },
    }).catch((error) => error);
    const results = await readResults(resultsFile);
    for (const result of results) report(result);
    // A run that ends without results, or fails beside them, is a failure of its own.
    if (ended !== 0) console.log(`VS Code reported: ${ended}. See ${path.relative(root, artifacts)}.`);
    return ended === 0 && results.length > 0;
  } finally {
    await endRun();
    endRun = async () => {};
    await rm(folder, { recursive: true, force: true });
    await rm(sockets, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @returns {Promise<TestResult[]>}
 */
async function readResults(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    console.log("VS Code ended before any test did.");
    return [];
  }
}

/** @param {TestResult} result */
function report({ title, state, milliseconds, error }) {
  const mark = { passed: "ok", failed: "FAILED", skipped: "skipped" }[state];
  console.log(`  ${mark.padEnd(8)}${title} (${milliseconds} ms)${error === undefined ? "" : `\n${error}`}`);
}
