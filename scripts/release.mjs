/**
 * `npm run release -- VERSION|patch|minor|major [--dry-run]`: version, changelog, packages, commit and tag. docs/releasing.md says what is done
 * before, and how the packages are published after.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { endWithUsage, readCommandLine } from "./commandLine.mjs";
import { release } from "./release/release.mjs";

const root = path.resolve(import.meta.dirname, "..");
const usage = `npm run release -- VERSION|patch|minor|major [--dry-run]

  VERSION    three numbers such as 1.2.3
  --dry-run  only say what would be done`;
const { given, positionals } = readCommandLine({ usage, options: ["dry-run"] });
const [wanted, ...rest] = positionals;
if (wanted === undefined || rest.length > 0) endWithUsage("One version is needed.", usage);
const dryRun = given.has("dry-run");

const problem = await release({
  root,
  wanted,
  date: new Date().toISOString().slice(0, 10),
  dryRun,
  makePackages,
  say: (line) => console.log(line),
});
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
} else if (!dryRun) {
  console.log("Next: git push --follow-tags, then publish what is in artifacts/packages: docs/releasing.md.");
}

async function makePackages() {
  const child = spawn(process.execPath, [path.join(root, "scripts/package.mjs")], { cwd: root, stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("npm run package failed.");
}
