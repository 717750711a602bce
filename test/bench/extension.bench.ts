/** The extension in the real VS Code, and what is downloaded to get it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileName, packages } from "../../scripts/package/packages.mjs";
import { report, root, timesOf } from "./bench.ts";

report({
  what: "activate(), p95 of 5 starts",
  value: timesOf(Array.from({ length: 5 }, activation)).p95,
  unit: "ms",
  target: 100,
});

const { version }: { version: string } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
for (const { name, limit } of packages) {
  const file = path.join(root, "artifacts/packages", fileName({ name }, version));
  if (!existsSync(file)) throw new Error("There is no package to measure: run `npm run package` first.");
  report({ what: `package ${name}`, value: statSync(file).size / 1000, unit: "kB", target: limit / 1000 });
}

function activation(): number {
  const folder = mkdtempSync(path.join(os.tmpdir(), "legato-api-bench-"));
  const result = path.join(folder, "milliseconds");
  try {
    const flags = [
      `--extensionDevelopmentPath=${root}`,
      `--extensionTestsPath=${path.join(__dirname, "activation.probe.js")}`,
    ];
    const { stderr } = spawnSync(process.execPath, [path.join(root, "test/vscode-host/code.mjs"), ...flags], {
      encoding: "utf8",
      env: { ...process.env, VSCODE_HOST_ARTIFACTS: path.join(root, "artifacts/bench"), TEST_RESULTS: result },
    });
    if (!existsSync(result)) throw new Error(`VS Code did not report a time: ${stderr}`);
    return Number(readFileSync(result, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
