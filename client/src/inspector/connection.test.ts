import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InspectorConnection } from "./connection.ts";

let folder = "";
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "inspector-"));
});

afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(accept: (socket: Socket) => void): Promise<string> {
  const file = path.join(folder, "1.sock");
  server = createServer(accept).listen(file);
  await once(server, "listening");
  return file;
}

describe.skipIf(process.platform === "win32")("a runtime that does not say who it is", () => {
  test("because it says nothing is given up", async () => {
    const file = await serve(() => {});
    await expect(InspectorConnection.open(file, "test", 50)).rejects.toThrow("The runtime does not answer.");
  });

  test("because it hangs up is given up at once", async () => {
    const file = await serve((socket) => socket.once("data", () => socket.destroy()));
    await expect(InspectorConnection.open(file, "test")).rejects.toThrow("The runtime hung up.");
  });
});
