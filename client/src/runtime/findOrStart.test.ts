import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runtimeFinder } from "./findOrStart.ts";

/** Says who it is to whoever connects, ends with its first client, and notes that it was started. Its fourth argument is its folder. */
const RUNTIME = `
import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
const place = import.meta.dirname;
const [, , , , directory] = process.argv;
appendFileSync(path.join(place, "starts"), directory + "\\n");
const runtime = { version: "1", pid: process.pid, directory, startedAt: "2026-01-01T00:00:00Z" };
createServer((socket) => {
  socket.on("error", () => {});
  socket.once("close", () => setTimeout(() => process.exit(), 200));
  socket.once("data", (data) => {
    const { id } = JSON.parse(String(data).split("\\r\\n\\r\\n")[1]);
    const body = JSON.stringify({ jsonrpc: "2.0", id, result: { protocolVersion: 1, runtime } });
    socket.write("Content-Length: " + body.length + "\\r\\n\\r\\n" + body);
  });
}).listen(path.join(place, "inspectors", process.pid + ".sock"));
`;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "find-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
  expect(starts()).toEqual(["/a"]);
  const ended = found.map(({ connection }) => connection.closed);
  for (const { connection } of found) connection.dispose();
  await Promise.all(ended);
});

test("who waited for a start that failed tries it himself, and is told why it fails", async () => {
  const find = finder(
    `import { appendFileSync } from "node:fs"; appendFileSync(${JSON.stringify(path.join(folder, "starts"))}, "x\\n");
    console.error("no room"); process.exitCode = 1;`,
  );
  const failed = await Promise.allSettled([find("/a"), find("/a")]);
  expect(failed).toMatchObject([1, 2].map(() => ({ reason: new Error("The runtime ended at once. no room") })));
  expect(starts()).toEqual(["x", "x"]);
});
