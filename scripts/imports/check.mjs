/** Checks the imports of all workspaces: prints each problem as `file:line: message`, and exits with 1 when there is one. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { house } from "./house.mjs";
import { findProblems } from "./imports.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const sources = new Map();
for (const workspace of Object.keys(house)) {
  const entries = await readdir(path.join(root, workspace, "src"), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const file = path.join(entry.parentPath, entry.name);
    sources.set(path.relative(root, file).split(path.sep).join("/"), await readFile(file, "utf8"));
  }
}
const problems = findProblems(sources, house);
for (const { file, line, message } of problems) console.log(`${file}:${line}: ${message}`);
if (problems.length > 0) process.exitCode = 1;
