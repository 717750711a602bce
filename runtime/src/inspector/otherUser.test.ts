/**
 * Another user of the same machine: kept out by the kernel's permissions, and where those were opened, by who the kernel says is there.
 *
 * Root runs the intruder as `nobody`. Who is not root cannot become somebody else: then the intruder is this process, and the kernel's
 * answer (permissions, credentials) is what is changed or looked at.
 */
import { execFile } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { createConnection } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSystem } from "../system/linux.ts";
import type { System } from "../system/system.ts";
import { killClient } from "./handlers.ts";
import { LiveRuntime } from "./testing/live.ts";

const system = await loadSystem();
const isRoot = system.userId === 0;
const NOBODY = 65534;
let live: LiveRuntime;

beforeEach(() => {
  live = new LiveRuntime();
});

afterEach(() => live.stop());

/** What our own clients say first; whoever is let in gets an answer to it. */
const BODY = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":1,"client":"stranger"}}';
const INITIALIZE = `Content-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** What a stranger's process gets of a stream socket: an error's code, or what it read until it was hung up on. */
function asNobody(socket: string): Promise<string> {
  const program = `const s = require("node:net").connect(${JSON.stringify(socket)});
let got = "";
s.on("connect", () => s.write(${JSON.stringify(INITIALIZE)})).on("data", (d) => (got += d));
s.on("error", (e) => { console.log(e.code); process.exit(); }).on("close", () => console.log("hung up: " + got));`;
  return new Promise((resolve) => {
    const options = { uid: NOBODY, gid: NOBODY, cwd: "/", timeout: 10_000 };
    execFile(process.execPath, ["-e", program], options, (_error, stdout) => resolve(stdout.trim()));
  });
}

/** This machine, but every peer is somebody else. */
const crowded: System = {
  ...system,
  sockets: {
    ...system.sockets,
    credentials: (fd) => {
      const real = system.sockets.credentials(fd);
      return real && { ...real, uid: system.userId + 1 };
    },
  },
};

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("another user", () => {
  test("does not reach the inspector's socket", async () => {
    await live.start();
    chmodSync(live.folder, 0o755);
    const folder = path.dirname(live.inspectorSocket);
    expect([mode(folder), mode(live.inspectorSocket)]).toEqual(["700", "600"]);
    if (isRoot) expect(await asNobody(live.inspectorSocket)).toBe("EACCES");
  });

  test("is hung up on by the inspector where every permission was opened", async () => {
    await live.start({}, isRoot ? system : crowded);
    for (const file of [live.folder, path.dirname(live.inspectorSocket), live.inspectorSocket]) chmodSync(file, 0o777);
    if (isRoot) {
      // Half of what it wrote may be unread when it is hung up on.
      expect(["hung up:", "ECONNRESET", "EPIPE"]).toContain(await asNobody(live.inspectorSocket));
      // The owner is served as before.
      const inspector = await live.inspect();
      expect(await inspector.request("sessions/list", {})).toMatchObject({ services: [] });
      return;
    }
    const connection = createConnection(live.inspectorSocket, () => connection.write(INITIALIZE));
    let got = "";
    connection.on("data", (data) => {
      got += data;
    });
    connection.on("error", () => {});
    await new Promise((resolve) => connection.once("close", resolve));
    expect(got).toBe("");
  });

  test("does not reach the directory's two sockets", async () => {
    await live.start();
    for (const name of ["serviceDirectoryServer", "serviceDirectoryClient"]) {
      expect(mode(path.join(live.relay.folder, name))).toBe("600");
    }
    expect(mode(live.relay.folder)).toBe("700");
    if (isRoot) expect(await asNobody(path.join(live.relay.folder, "serviceDirectoryClient"))).toBe("EACCES");
  });

  test("has his processes left alone, whatever the signal", () => {
    // The parent's number: were it signalled, the run of these tests would end.
    const client = { pid: process.ppid, name: "theirs", commandLine: [], uid: system.userId + 1 };
    for (const signal of ["SIGKILL", "SIGTERM", "SIGCONT"]) {
      expect(() => killClient({ client }, signal, system.userId)).toThrow(
        `Process ${process.ppid} belongs to user ${system.userId + 1}: it is not killed from here`,
      );
    }
  });
});
