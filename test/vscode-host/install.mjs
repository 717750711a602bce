/**
 * Installs, on first use, the VS Code and the browser this folder runs: npm packages alone, no root, no install scripts, no compiler.
 *
 * Everything lands in the edition's folder (node_modules/ and .cache/); browser and driver are this folder's for all. A stamp of the lock file says that it is whole, so that an interrupted or an
 * outdated install is done again. Each step prints one line; a finished install prints nothing.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { findBrowser, unpackBrowser } from "./browser.mjs";
import { edition, everyday } from "./edition.mjs";

const run = promisify(execFile);
const here = import.meta.dirname;

/**
 * @param {{ browser: boolean }} wanted `browser`: also something to draw the workbench in, where the machine has none.
 */
export async function ensureInstalled({ browser }) {
  for (const one of new Set([everyday, edition])) await ensureEdition(one);
  if (browser && (await findBrowser()) === undefined) await step("browser", unpackBrowser);
}

/** @param {import("./edition.mjs").Edition} edition */
async function ensureEdition({ folder, vscode, size }) {
  const stampFile = path.join(folder, ".cache/installed");
  const stamp = createHash("sha256")
    .update(await readFile(path.join(folder, "package-lock.json")))
    .update(await readFile(import.meta.filename))
    .digest("hex");
  if (existsSync(stampFile) && (await readFile(stampFile, "utf8")) === stamp) return;
  process.stdout.write(`First use: installing VS Code into test/${path.basename(folder)} (${size}).\n`);
  await rm(stampFile, { force: true });
  await step("packages", () => npm(["ci"], folder));
  // The package's shrinkwrap lacks a peer dependency that a plain `npm ci` insists on.
  await step("VS Code's own packages", () => npm(["ci", "--legacy-peer-deps", "--omit=dev"], vscode));
  await step("stand-ins for native modules", () => standIn(vscode));
  await mkdir(path.dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
}

/**
 * @param {string} name
 * @param {() => Promise<unknown>} work
 */
async function step(name, work) {
  const start = performance.now();
  process.stdout.write(`  ${name} ...`);
  await work();
  process.stdout.write(` ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  // Under `npm run` the very npm that runs us; npm_config_* of the outer run (its workspaces, its prefix) are not for this folder.
  const outer = process.env["npm_execpath"];
  const [command, first] = outer?.endsWith(".js") ? [process.execPath, [outer]] : ["npm", []];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_config_(local_prefix|workspaces?|include_workspace_root)$/i.test(name),
    ),
  );
  try {
    await run(command, [...first, ...args, ...flags], { cwd, env, maxBuffer: 1 << 26 });
  } catch (error) {
    const output = error instanceof Error && "stderr" in error ? error.stderr : error;
    throw new Error(`npm ${args.join(" ")} failed in ${cwd}:\n${output}`);
  }
}

/**
 * Puts small JavaScript modules where native ones would have to be compiled, and ripgrep where its installer would download it.
 *
 * @param {string} vscode its folder
 */
async function standIn(vscode) {
  const modules = path.join(vscode, "node_modules");
  await copyFile(path.join(here, "stand-ins/spdlog.cjs"), path.join(modules, "@vscode/spdlog/index.js"));
  for (const name of ["native-watchdog", "@vscode/native-watchdog"]) {
    const watchdog = path.join(modules, name, "index.js");
    if (existsSync(watchdog)) await copyFile(path.join(here, "stand-ins/native-watchdog.cjs"), watchdog);
  }
  // Newer versions bring it for every system.
  if (existsSync(path.join(modules, "@vscode/ripgrep-universal"))) return;
  const ripgrep = path.join(here, "node_modules/@vscode/ripgrep-linux-x64/bin/rg");
  const bin = path.join(modules, "@vscode/ripgrep/bin");
  await mkdir(bin, { recursive: true });
  // Missing on other processors: then file and text search find nothing, all else works.
  if (existsSync(ripgrep)) await copyFile(ripgrep, path.join(bin, "rg"));
}
