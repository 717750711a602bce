/** `legato-api runtime` as a user starts it: what it prints, how it ends, what is left. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PEERS, pythonMissing, startPeer } from "../directory/testing/peer.ts";
import { legatoApi, stopAll } from "./testing/product.ts";

const printer = { name: "printer", protocol: "464c4857c693006fb7b0ec663aa1fac7", size: 276 };
let base = "";

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "legato-cli-"));
});

afterEach(async () => {
  await stopAll();
  rmSync(base, { recursive: true, force: true });
});

async function start(folder: string, ...args: readonly string[]) {
  const runtime = await legatoApi(["runtime", "--dir", folder, ...args]);
  await runtime.until("ready ");
  return runtime;
}

describe("legato-api runtime", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("says where it listens, and on %s ends leaving nothing", async (signal) => {
    const folder = path.join(base, "sockets");
    const runtime = await start(folder);
    expect(runtime.stdout()).toBe(`ready ${folder}\n`);
    expect(readdirSync(folder).toSorted()).toEqual(["serviceDirectoryClient", "serviceDirectoryServer"]);
    runtime.child.kill(signal);
    expect(await runtime.ended).toBe(0);
    expect(runtime.stderr()).toBe("");
    expect(readdirSync(base)).toEqual([]);
  });

  it("leaves a system that answers already alone, and names it", async () => {
    const first = await start(base);
    const second = await legatoApi(["runtime", "--dir", base]);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toContain(`(pid ${first.child.pid}). It was left alone.`);
    expect(second.stderr()).toContain("give this runtime another folder with --dir.");
    const third = await legatoApi(["runtime", "--dir", path.join(base, "another")]);
    await third.until("ready ");
  });

  it("names its folder as the program does that has started it", async () => {
    await start(base);
    const second = await legatoApi(["runtime", "--dir", base, "--dir-setting", '"directory" in launch.json']);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toContain('give this runtime another folder with "directory" in launch.json.');
  });

  it("takes the place of one that was killed", async () => {
    const first = await start(base);
    first.child.kill("SIGKILL");
    await first.ended;
    await start(base);
  });

  it("refuses a symbolic link", async () => {
    symlinkSync(base, path.join(base, "link"));
    const runtime = await legatoApi(["runtime", "--dir", path.join(base, "link")]);
    expect(await runtime.ended).toBe(1);
    expect(runtime.stderr()).toContain("is a symbolic link");
  });

  it.each([[["--bind", "x"]], [["--isolate"]], [["--nonsense"]], [["--service", "nothing.ts"]]])(
    "explains itself for %j, with exit code 2",
    async (args) => {
      const runtime = await legatoApi(["runtime", ...args]);
      expect(await runtime.ended).toBe(2);
      expect(runtime.stderr()).toContain("legato-api runtime [--dir D]");
    },
  );

  it("runs a command and ends with it, with its exit code", async () => {
    const runtime = await legatoApi(["runtime", "--dir", base, "--", "sh", "-c", "exit 7"]);
    expect(await runtime.ended).toBe(7);
    const killed = await legatoApi(["runtime", "--dir", base, "--", "sh", "-c", "kill -9 $$"]);
    expect(await killed.ended).toBe(128 + 9);
    const missing = await legatoApi(["runtime", "--dir", base, "--", path.join(base, "nothing")]);
    expect(await missing.ended).toBe(127);
    expect(missing.stderr()).toContain("cannot be run");
    expect(readdirSync(base)).toEqual([]);
  });

  it("told to end, ends its command first, and by force when told again", async () => {
    const script = "trap '' TERM; echo running; while :; do sleep 0.1; done";
    const runtime = await legatoApi(["runtime", "--dir", path.join(base, "s"), "--", "sh", "-c", script]);
    await runtime.until("running");
    runtime.child.kill("SIGTERM");
    // The sockets are gone before the command is.
    while (existsSync(path.join(base, "s"))) await new Promise((resolve) => setImmediate(resolve));
    runtime.child.kill("SIGTERM");
    expect(await runtime.ended).toBe(0);
  });
});

describe.skipIf(pythonMissing !== undefined)("with peers, legato-api runtime", () => {
  it("brings them together, says what went wrong, and tells them when it ends", async () => {
    const runtime = await start(base, "--bind", "app.printer->printer");
    const peer = startPeer();
    await peer.do("advertise", { id: "printer", folder: base, ...printer });
    await peer.do("request", { id: "client", folder: base, ...printer, name: "app.printer" });
    await peer.do("accept", { id: "server", directory: "printer" });
    expect(await peer.do("answer", { id: "client" })).toEqual({ code: 0 });
    await peer.do("advertise", { id: "again", folder: base, ...printer });
    expect(await peer.do("receive", { id: "again" })).toMatchObject({ length: 0 });

    runtime.child.kill("SIGTERM");
    expect(await peer.do("receive", { id: "client" })).toMatchObject({ length: 0 });
    expect(await peer.do("receive", { id: "server" })).toMatchObject({ length: 0 });
    expect(await runtime.ended).toBe(0);
    expect(runtime.stderr()).toContain("which peer (pid");
    await peer.stop();
  });
});

const namespaces = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"]).status === 0;
const namespacesMissing = process.env["CI"] === undefined && !namespaces;
if (namespacesMissing) console.warn("this user can make no namespaces: the tests of --isolate are skipped");

describe.skipIf(namespacesMissing)("legato-api runtime --isolate", () => {
  // That the mount point goes again is tried in system/isolate.test.ts: this one may be in use by others.
  it("gives the command a /tmp/legato of its own, its own user, and leaves no folder", async () => {
    const env = { ...process.env, XDG_RUNTIME_DIR: base };
    const script = "id -u; cd /tmp/legato && ls; exit 5";
    const runtime = await legatoApi(["runtime", "--isolate", "--", "sh", "-c", script], env);
    const other = await legatoApi(["runtime", "--isolate", "--", "sh", "-c", script], env);
    expect([await runtime.ended, await other.ended]).toEqual([5, 5]);
    expect(runtime.stdout()).toContain(`\n${process.getuid?.()}\nserviceDirectoryClient\nserviceDirectoryServer\n`);
    // The user's own folder of inspectors stays, empty.
    expect(readdirSync(base, { recursive: true })).toEqual(["legato-api"]);
  });
});

describe("legato-api isolate", () => {
  it.each([[[]], [["--dir", "x"]], [["--dir", "x", "true"]], [["--dir", "x", "--"]]])(
    "%j is refused with how it is used",
    async (args) => {
      const isolated = await legatoApi(["isolate", ...args]);
      expect(await isolated.ended).toBe(2);
      expect(isolated.stderr()).toBe(
        "legato-api: a folder is needed, and a command\n\nlegato-api isolate --dir FOLDER -- COMMAND...\n",
      );
    },
  );

  it.skipIf(namespacesMissing).each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "puts a runtime's folder in the place of /tmp/legato, and hands on %s",
    async (signal) => {
      const folder = path.join(base, "sockets");
      await start(folder);
      const script = `trap 'echo asked; exit 5' ${signal.slice(3)}; ls /tmp/legato; while true; do sleep 0.05; done`;
      const isolated = await legatoApi(["isolate", "--dir", folder, "--", "sh", "-c", script]);
      await isolated.until("serviceDirectoryServer\n");
      isolated.child.kill(signal);
      expect(await isolated.ended).toBe(5);
      expect(isolated.stdout()).toBe("serviceDirectoryClient\nserviceDirectoryServer\nasked\n");
    },
  );
});

const compiler = spawnSync("cc", ["--version"]).status === 0;
const compilerMissing = process.env["CI"] === undefined && !compiler;
if (compilerMissing) console.warn("there is no C compiler: the test of the shim is skipped");

describe.skipIf(compilerMissing || pythonMissing !== undefined)("legato-api runtime --shim", () => {
  it("lets a server see who its client really is", async () => {
    const script = `
import os, sys
sys.path.insert(0, ${JSON.stringify(PEERS)})
import socket, struct
import legato_ipc as ipc
folder = sys.argv[1]
directory = ipc.connect(folder, ipc.SERVER_SOCKET)
ipc.send(directory, ipc.details("printer", "p", 100))
child = os.fork()
if child == 0:
    session = ipc.connect(folder, ipc.CLIENT_SOCKET)
    ipc.send(session, ipc.open_request("printer", "p", 100, True))
    ipc.receive(session)
    ipc.receive(session)
    os._exit(0)
session = ipc.accept_session(directory)
pid, uid, gid = struct.unpack("iII", session.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
print("the client is my child:", pid == child, uid == os.getuid(), gid == os.getgid())
own = socket.socketpair()[0].getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
print("others are untouched:", struct.unpack("iII", own)[0] == os.getpid())
`;
    const env = { ...process.env, XDG_CACHE_HOME: base };
    const folder = path.join(base, "sockets");
    const runtime = await legatoApi(["runtime", "--dir", folder, "--shim", "--", "python3", "-c", script, folder], env);
    expect(await runtime.ended).toBe(0);
    expect(runtime.stdout()).toContain("the client is my child: True True True");
    expect(runtime.stdout()).toContain("others are untouched: True");
  });

  it("says what is missing where there is no compiler", async () => {
    const env = { ...process.env, XDG_CACHE_HOME: base, CC: path.join(base, "no-compiler") };
    const runtime = await legatoApi(["runtime", "--dir", path.join(base, "s"), "--shim"], env);
    expect(await runtime.ended).toBe(1);
    expect(runtime.stderr()).toContain("The shim needs a C compiler");
  });
});
