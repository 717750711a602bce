/** The scripts of the repository say how they are used. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

describe.each([
  ["test/bench/run.mjs", "npm run bench [-- NAME...", "relay"],
  ["test/integration/run.mjs", "node test/integration/run.mjs [RUN...]", "untrusted"],
  ["test/vscode-host/pictures/screenshots.mjs", "npm run screenshots [-- NAME...", "warning"],
  ["scripts/release.mjs", "npm run release -- VERSION", "--dry-run"],
])("%s", (script, usage, part) => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8" });
    return { status, stdout, stderr };
  };

  test("prints its usage when it is asked for", () => {
    const { status, stdout, stderr } = run("--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.startsWith(usage)).toBe(true);
    expect(stdout).toContain(part);
  });

  test.each([["--hep"], ["one", "two"]])("says what makes no sense in one line, above the usage: %s", (...args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n\n")[1]?.startsWith(usage)).toBe(true);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
