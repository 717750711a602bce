#!/usr/bin/env node
/**
 * Looks like the `code` command to whoever starts it, @vscode/test-electron above all, and runs the headless VS Code instead.
 *
 * `code.mjs [--extensionDevelopmentPath=DIR] [--extensionTestsPath=FILE] [--vsix=FILE]... [--untrusted] [--artifacts=DIR] [WORKSPACE]` exits with 0
 * only when VS Code reported that all tests passed. `--install` only installs. Flags for the desktop's window are taken and ignored.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { edition } from "./edition.mjs";
import { ensureInstalled } from "./install.mjs";

const flags = new Map();
const vsix = [];
const rest = [];
for (const argument of process.argv.slice(2)) {
  const [, name, value = ""] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
  if (name === undefined) rest.push(path.resolve(argument));
  else if (name === "vsix") vsix.push(path.resolve(value));
  else flags.set(name, value);
}
const folderOf = (/** @type {string} */ name) => (flags.has(name) ? path.resolve(flags.get(name)) : undefined);

await ensureInstalled({ browser: true });
if (flags.has("version")) {
  console.log(JSON.parse(readFileSync(path.join(edition.vscode, "package.json"), "utf8")).version);
} else if (!flags.has("install")) {
  const testsPath = folderOf("extensionTestsPath");
  if (testsPath === undefined || !existsSync(testsPath)) {
    console.error(`--extensionTestsPath must name a file that exists (it is ${testsPath ?? "missing"}).`);
    process.exit(2);
  }
  // Not before it is installed: this imports what is installed.
  const { runTests } = await import("./host.mjs");
  const result = await runTests({
    artifacts: path.resolve(flags.get("artifacts") ?? process.env["VSCODE_HOST_ARTIFACTS"] ?? "artifacts"),
    workspace: rest[0],
    developmentPath: folderOf("extensionDevelopmentPath"),
    testsPath,
    vsix,
    trusted: !flags.has("untrusted"),
    timeout: 300_000,
  });
  if (result !== 0) console.error(`VS Code: ${typeof result === "number" ? `exit code ${result}` : result}`);
  process.exitCode = result === 0 ? 0 : 1;
}
