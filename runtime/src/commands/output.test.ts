/** What becomes of a command when its output is lost; what it says of options that lead nowhere, and shows of hostile names. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pythonMissing } from "../directory/testing/peer.ts";
import { legatoApi, stopAll } from "./testing/product.ts";

let base = "";
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "legato-output-"));
});
afterEach(async () => {
  await stopAll();
  rmSync(base, { recursive: true, force: true });
});

const place = () => ({ ...process.env, XDG_RUNTIME_DIR: base });
const sockets = () => path.join(base, "sockets");

/** Sends one record by a peer that is not ours. */
function send(socket: string, bytes: string): void {
  const script = `import socket,sys
s=socket.socket(socket.AF_UNIX,socket.SOCK_SEQPACKET)
s.connect(sys.argv[1]); s.send(bytes.fromhex(sys.argv[2])); s.recv(1)`;
  execFileSync("python3", ["-c", script, path.join(sockets(), socket), Buffer.from(bytes, "latin1").toString("hex")]);
}

describe("legato-api", () => {
  it("ends without a word when nobody reads a list any more", async () => {
    const runtime = await legatoApi(["runtime", "--dir", sockets()], place());
    await runtime.until("ready ");
    const sessions = await legatoApi(["sessions", "--json"], place());
    sessions.child.stdout?.destroy();
    expect([await sessions.ended, sessions.stderr()]).toEqual([141, ""]);
  });

  it.skipIf(pythonMissing !== undefined)("keeps the runtime when nobody reads what it says", async () => {
    const runtime = await legatoApi(["runtime", "--dir", sockets()], place());
    await runtime.until("ready ");
    runtime.child.stdout?.destroy();
    runtime.child.stderr?.destroy();
    send("serviceDirectoryServer", "x");
    const sessions = await legatoApi(["sessions"], place());
    expect([await sessions.ended, sessions.stdout()]).toEqual([0, "Nothing is connected.\n"]);
    runtime.child.kill("SIGTERM");
    expect(await runtime.ended).toBe(0);
  });

  it.skipIf(pythonMissing !== undefined)("shows no names that steer a terminal", async () => {
    const runtime = await legatoApi(["runtime", "--dir", sockets()], place());
    await runtime.until("ready ");
    send("serviceDirectoryClient", `${"\0".repeat(136)}\x1b[2Jnobody`.padEnd(272, "\0"));
    const sessions = await legatoApi(["sessions"], place());
    await sessions.ended;
    expect(sessions.stdout()).toContain("?[2Jnobody");
    expect(sessions.stdout()).not.toContain("\x1b");
  });

  it("says that a folder for .api files is not there", async () => {
    const missing = path.join(base, "interfaces");
    const runtime = await legatoApi(["runtime", "--dir", sockets(), "--api-dir", missing, "--", "true"], place());
    expect([await runtime.ended, runtime.stderr()]).toEqual([
      0,
      `legato-api: warning: --api-dir ${missing} is no folder: nothing is read there until the runtime is started again\n`,
    ]);
  });

  it("says of a program that it is not there, not what Node thinks of it", async () => {
    const program = path.join(base, "nothing.ts");
    const running = await legatoApi(["run", program]);
    expect([await running.ended, running.stderr().split("\n")[0]]).toEqual([2, `legato-api: ${program}: no such file`]);
  });

  it("says which interface of --facts it cannot find", async () => {
    const facts = path.join(base, "facts.json");
    const services = [{ prefix: "printer", api: "interfaces/printer.api", state: "missing", evidence: [] }];
    writeFileSync(facts, JSON.stringify({ components: [{ path: "printServer", services }] }));
    const runtime = await legatoApi(["runtime", "--dir", sockets(), "--facts", facts, "--", "true"], place());
    expect(await runtime.ended).toBe(0);
    expect(runtime.stderr()).toContain(`${facts} speaks of interfaces/printer.api, which is not there`);
  });

  it("leaves a command its own --help", async () => {
    const runtime = await legatoApi(["runtime", "--dir", sockets(), "--", "sh", "-c", 'echo "$0"', "--help"], place());
    expect([await runtime.ended, runtime.stdout()]).toEqual([0, `ready ${sockets()}\n--help\n`]);
  });
});
