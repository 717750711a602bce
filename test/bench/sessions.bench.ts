/** A thousand sessions with fifty calls a second, seen in the real VS Code: what it costs the extension host, how soon the tree answers a click, and how soon an event is on the screen. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { report, root, timesOf } from "./bench.ts";

/** What the probe writes; times in milliseconds. */
interface Result {
  readonly hostMilliseconds: number;
  readonly clicks: readonly number[];
  readonly deaths: readonly number[];
}

function main(): void {
  if (process.platform !== "linux") {
    console.log("  skipped: the runtime is Linux's");
    return;
  }
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "legato-api-bench-")));
  const result = path.join(folder, "result.json");
  const example = path.join(folder, "example");
  try {
    cpSync(path.join(root, "examples/printer"), example, { recursive: true });
    const flags = [
      `--extensionDevelopmentPath=${root}`,
      `--extensionTestsPath=${path.join(__dirname, "sessions.probe.js")}`,
      example,
    ];
    const { stderr } = spawnSync(process.execPath, [path.join(root, "test/vscode-host/code.mjs"), ...flags], {
      encoding: "utf8",
      env: {
        ...process.env,
        VSCODE_HOST_ARTIFACTS: path.join(root, "artifacts/bench"),
        TEST_RESULTS: result,
        LEGATO_API_DIR: path.join(folder, "sockets"),
      },
    });
    if (!existsSync(result)) throw new Error(`VS Code did not report: ${stderr}`);
    const { hostMilliseconds, clicks, deaths }: Result = JSON.parse(readFileSync(result, "utf8"));
    const load = "1000 sessions, 50 calls a second";
    report({
      what: `${load}: extension host, processor time a second`,
      value: hostMilliseconds,
      unit: "ms",
      target: 200,
    });
    report({ what: `${load}: click to selected row, p95`, value: timesOf(clicks).p95, unit: "ms", target: 200 });
    report({ what: `${load}: client killed to screen, p95`, value: timesOf(deaths).p95, unit: "ms", target: 200 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
