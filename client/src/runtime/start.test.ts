import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startRuntime } from "./start.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "start-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(program: string, patience: number) {
  const command = path.join(folder, "command.mjs");
  writeFileSync(command, program);
  const place = { inspectors: path.join(folder, "inspectors"), logFile: path.join(folder, "runtime.log") };
  return startRuntime({ ...place, command, client: "test", directory: "/nowhere", apiFolders: [] }, patience);
}

describe("a runtime that cannot be asked", () => {
  test("because it ended tells why, at once", async () => {
    await expect(start(`console.error("no room"); process.exitCode = 1;`, 20_000)).rejects.toThrow(
      "The runtime ended at once. no room",
    );
  });

  test("is told what its folder is called here", async () => {
    await expect(
      start(`console.error(process.argv.slice(2).join(" ")); process.exitCode = 1;`, 20_000),
    ).rejects.toThrow('runtime --dir /nowhere --dir-setting "directory" in launch.json');
  });

  test("though it runs is ended, and told with what it said", async () => {
    const file = path.join(folder, "pid");
    const program = `import { writeFileSync } from "node:fs";
      writeFileSync(${JSON.stringify(file)}, String(process.pid));
      console.error("warning: there is no inspector");
      setInterval(() => {}, 1000);`;
    await expect(start(program, 3000)).rejects.toThrow(
      "The runtime does not answer, and was ended. warning: there is no inspector",
    );
    const pid = Number(readFileSync(file, "utf8"));
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
