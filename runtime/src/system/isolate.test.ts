/** An isolated command at a mount point of the test's own: the machine's, /tmp/legato, may be in use by others. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdMountPoint, isolatedCommand } from "./isolate.ts";
import { loadSystem } from "./linux.ts";

const system = await loadSystem();
const namespaces = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"]).status === 0;
const namespacesMissing = process.env["CI"] === undefined && !namespaces;
if (namespacesMissing) console.warn("this user can make no namespaces: the tests of isolated commands are skipped");

let base = "";
let mountPoint = "";

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "legato-isolated-"));
  mountPoint = path.join(base, "legato");
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

function run(): string {
  const folder = path.join(base, "private");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "socket"), "");
  const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const command = isolatedCommand(folder, mountPoint, ["sh", "-c", `id -u; ls ${mountPoint}`], user);
  if (typeof command === "string") throw new Error(command);
  return spawnSync(command.file, command.args, { encoding: "utf8" }).stdout;
}

describe.skipIf(namespacesMissing)("an isolated command", () => {
  it("finds its own folder at the mount point, which is there no longer than it", () => {
    const letGo = holdMountPoint(system, mountPoint);
    expect(run()).toBe(`${process.getuid?.()}\nsocket\n`);
    letGo();
    expect(existsSync(mountPoint)).toBe(false);
  });

  it("leaves the mount point to another one that still runs", () => {
    const another = system.sockets.pair();
    if (typeof another === "number") throw new Error("there are no sockets");
    system.sockets.nameAbstract(another[0], `legato-isolated${mountPoint}/another`);
    const letGo = holdMountPoint(system, mountPoint);
    run();
    letGo();
    expect(existsSync(mountPoint)).toBe(true);
    for (const fd of another) system.sockets.close(fd);
    holdMountPoint(system, mountPoint)();
    expect(existsSync(mountPoint)).toBe(false);
  });

  it("leaves a folder that holds something where it was", () => {
    mkdirSync(mountPoint);
    writeFileSync(path.join(mountPoint, "notes"), "");
    const letGo = holdMountPoint(system, mountPoint);
    expect(run()).toContain("socket");
    letGo();
    expect(existsSync(path.join(mountPoint, "notes"))).toBe(true);
  });
});
