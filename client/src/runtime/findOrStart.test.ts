import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runtimeFinder } from "./findOrStart.ts";

/** Says who it is to whoever connects, until it is killed, and notes that it was started: its number and its folder. */
const RUNTIME = `
import { appendFileSync, chmodSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
const place = import.meta.dirname;
const socket = path.join(place, "inspectors", process.pid + ".sock");
const [, , , , directory] = process.argv;
appendFileSync(path.join(place, "starts"), process.pid + " " + directory + "\\n");
const runtime = { version: "1", pid: process.pid, directory, startedAt: "2026-01-01T00:00:00Z" };
createServer((client) => {
  client.on("error", () => {});
  let said = "";
  client.on("data", (data) => {
    said += data;
    // Head and body may come apart.
    const id = /"id":(\\d+).*}$/s.exec(said)?.[1];
    if (id === undefined) return;
    said = "";
    const body = JSON.stringify({ jsonrpc: "2.0", id: Number(id), result: { protocolVersion: 1, runtime } });
    client.write("Content-Length: " + body.length + "\\r\\n\\r\\n" + body);
  });
}).listen(socket, () => chmodSync(socket, 0o600));
`;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "find-"));
});

afterEach(async () => {
  const pids = starts().map((line) => Number.parseInt(line, 10));
  for (const pid of pids.filter(isRunning)) process.kill(pid, "SIGKILL");
  await expect.poll(() => pids.some(isRunning)).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function starts(): readonly string[] {
  return readFileSync(path.join(folder, "starts"), "utf8").trimEnd().split("\n");
}

function finder(program: string) {
  const command = path.join(folder, "command.mjs");
  writeFileSync(command, program);
  const inspectors = path.join(folder, "inspectors");
  const find = runtimeFinder(inspectors, "test");
  return (directory: string) =>
    find(directory, () => ({
      command,
      inspectors,
      logFile: path.join(folder, "runtime.log"),
      client: "test",
      directory,
      apiFolders: [],
    }));
}

test("two who want a runtime of one folder at the same time get the same one, which one of them has started", async () => {
  const find = finder(RUNTIME);
  const found = await Promise.all([find("/a"), find("/a")]);
  expect(found.map(({ started }) => started).toSorted()).toEqual([false, true]);
  expect(new Set(found.map(({ connection }) => connection.runtime.pid)).size).toBe(1);
  expect(starts()).toEqual([`${found[0]?.connection.runtime.pid} /a`]);
});

test("who waited for a start that failed tries it himself, and is told why it fails", async () => {
  const find = finder(
    `import { appendFileSync } from "node:fs"; appendFileSync(${JSON.stringify(path.join(folder, "starts"))}, process.pid + "\\n");
    console.error("no room"); process.exitCode = 1;`,
  );
  const failed = await Promise.allSettled([find("/a"), find("/a")]);
  expect(failed).toMatchObject([1, 2].map(() => ({ reason: new Error("The runtime ended at once. no room") })));
  expect(starts()).toHaveLength(2);
});
