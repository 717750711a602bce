/** The folder of the sockets: whose it is, who may come in, what is refused, what is left. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSystem } from "../system/linux.ts";
import type { System } from "../system/system.ts";
import { clientSocketPath, openSocketFolder, type SocketFolder, serverSocketPath } from "./socketFolder.ts";

const system = await loadSystem();
const opened: SocketFolder[] = [];
let base = "";

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "legato-folder-"));
});

afterEach(() => {
  for (const folder of opened.splice(0)) folder.close();
  rmSync(base, { recursive: true, force: true });
});

function open(folder: string, options: { shared?: boolean; as?: System } = {}): SocketFolder {
  const result = openSocketFolder(options.as ?? system, folder, options.shared ?? false);
  if (typeof result === "string") throw new Error(result);
  opened.push(result);
  return result;
}

const mode = (file: string) => statSync(file).mode & 0o777;

describe("a folder for the sockets", () => {
  it("is made with its parents, private to the user, and removed again with what was made", () => {
    const folder = path.join(base, "deep", "er");
    open(folder);
    expect([mode(folder), mode(serverSocketPath(folder)), mode(clientSocketPath(folder))]).toEqual([
      0o700, 0o600, 0o600,
    ]);
    opened.pop()?.close();
    expect(readdirSync(base)).toEqual([]);
  });

  it("that was there stays, and so does what others put into one that was made", () => {
    open(base);
    opened.pop()?.close();
    expect(existsSync(base)).toBe(true);

    const folder = path.join(base, "new");
    open(folder);
    writeFileSync(path.join(folder, "notes"), "");
    opened.pop()?.close();
    expect(readdirSync(folder)).toEqual(["notes"]);
  });

  it("admits other users to the two sockets, and to nothing else, when it is shared", () => {
    const folder = path.join(base, "shared");
    open(folder, { shared: true });
    expect([mode(folder), mode(serverSocketPath(folder)), mode(clientSocketPath(folder))]).toEqual([
      0o701, 0o666, 0o666,
    ]);
  });

  it("is made private if it was open to others and holds nothing else", () => {
    chmodSync(base, 0o755);
    open(base);
    expect(mode(base)).toBe(0o700);
  });

  it("with the sockets of a runtime that was killed is taken over", () => {
    const dead = [serverSocketPath(base), clientSocketPath(base)].map((file) => system.sockets.listen(file, 0o600));
    for (const fd of dead) system.sockets.close(fd);
    expect(readdirSync(base)).toHaveLength(2);
    open(base);
  });
});

describe("refused is", () => {
  it("a folder where a Legato system answers: it is named, and left alone", () => {
    open(base);
    const second = openSocketFolder(system, base, false);
    expect(second).toContain(`A Legato service directory answers in ${base} already: `);
    expect(second).toContain(`(pid ${process.pid}). It was left alone.`);
    expect(readdirSync(base)).toHaveLength(2);
  });

  it("a folder in which another runtime is just starting", () => {
    const lock = system.lockFolder(base);
    expect(openSocketFolder(system, base, false)).toContain("Another runtime is just starting");
    system.sockets.close(lock);
  });

  it("a symbolic link", () => {
    const link = path.join(base, "link");
    symlinkSync(base, link);
    expect(openSocketFolder(system, link, false)).toContain("is a symbolic link. It was not followed");
    expect(readdirSync(base)).toEqual(["link"]);
  });

  it("a file", () => {
    const file = path.join(base, "file");
    writeFileSync(file, "");
    expect(openSocketFolder(system, file, false)).toContain("is not a folder");
  });

  it("another user's folder", () => {
    const somebodyElse = { ...system, userId: system.userId + 1 };
    expect(openSocketFolder(somebodyElse, base, false)).toContain(`belongs to user ${system.userId}, not to you`);
  });

  it("a folder that others can see and that holds other things: it would be closed to them", () => {
    mkdirSync(path.join(base, "work"));
    chmodSync(base, 0o755);
    expect(openSocketFolder(system, base, false)).toContain("is open to other users and holds other things (work)");
    expect(mode(base)).toBe(0o755);
  });

  it("a name too long for a socket, with the number of bytes", () => {
    const folder = path.join(base, "x".repeat(100));
    expect(openSocketFolder(system, folder, false)).toMatch(/it makes 1\d\d bytes, and a socket's path may have 107/);
    expect(existsSync(folder)).toBe(false);
  });

  it("a folder that cannot be made", () => {
    expect(openSocketFolder(system, "/proc/legato", false)).toContain("cannot be made");
  });
});
