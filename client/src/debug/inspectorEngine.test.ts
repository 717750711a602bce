import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from "vscode-jsonrpc/node";
import { InspectorConnection } from "../inspector/connection.ts";
import type { EngineEvents } from "./engine.ts";
import { InspectorEngine } from "./inspectorEngine.ts";

const nobody: EngineEvents = {
  stopped() {},
  continued() {},
  sessionOpened() {},
  sessionEnded() {},
  output() {},
  breakpointChanged() {},
  terminated() {},
};

let folder = "";
let server: Server | undefined;
/** What the runtime was asked, and that it was left. */
let asked: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "engine-"));
  asked = [];
  server = createServer((socket) => {
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.onRequest((method) => {
      asked.push(method);
      return method === "initialize" ? { runtime: { pid: 1, directory: "/nowhere" } } : null;
    });
    socket.once("close", () => asked.push("left"));
    connection.listen();
  }).listen(path.join(folder, "1.sock"));
  await once(server, "listening");
});

afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform === "win32")("a debugger that is ended while its runtime is still starting", () => {
  test.each([
    [true, ["initialize", "shutdown", "left"]],
    [false, ["initialize", "left"]],
  ])("starts nothing in it (its own runtime: %s)", async (started, expected) => {
    let runtimeIsThere: () => void = () => {};
    const there = new Promise<void>((resolve) => {
      runtimeIsThere = resolve;
    });
    const engine = new InspectorEngine({
      runtime: async () => {
        await there;
        return { connection: await InspectorConnection.open(path.join(folder, "1.sock"), "test"), started };
      },
      functionsIn: async () => [],
      wrapped: (program) => program,
    });
    const starting = engine.start({ programs: [{ program: process.execPath }] }, "launch", nobody);
    await engine.stop(true);
    runtimeIsThere();
    await expect(starting).rejects.toThrow("The debugger was ended before the runtime was there.");
    await expect.poll(() => asked).toEqual(expected);
  });
});
