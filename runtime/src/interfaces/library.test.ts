/** The `.api` files that a runtime knows: real folders, and what happens in them. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ApiLibrary } from "./library.ts";
import { loadApi } from "./loadApi.ts";

let folder = "";
let library: ApiLibrary | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "legato-apis-"));
});

afterEach(() => {
  library?.close();
  library = undefined;
  rmSync(folder, { recursive: true });
});

/** As editors save: a new file in the place of the old one. */
function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}

function idOf(file: string): string {
  const loaded = loadApi(file, [folder, path.join(folder, "types")]);
  if (!loaded.ok) throw new Error(loaded.problem);
  return loaded.api.protocolIds[0] ?? "";
}

/** A library that counts its changes, and a promise for the next one. */
function watched(...folders: readonly string[]) {
  let wake: () => void = () => {};
  library = new ApiLibrary(folders, () => wake());
  return {
    library,
    next: () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
  };
}

const PRINTER = "REFERENCE Job; FUNCTION Job Open();";

describe("an interface is found", () => {
  test("by its protocol id, in any folder below", () => {
    const file = write("deep/down/printer.api", PRINTER);
    write("other.api", "FUNCTION Other();");
    const { library } = watched(folder);
    expect(library.find(idOf(file), "printer")?.path).toBe(file);
    expect(library.find("0".repeat(32), "printer")).toBeUndefined();
  });

  test("by the id of a build with LE_CONFIG_RPC as well", () => {
    const file = write("printer.api", PRINTER);
    const loaded = loadApi(file);
    if (!loaded.ok) throw new Error(loaded.problem);
    expect(loaded.api.protocolIds).toHaveLength(2);
    expect(watched(folder).library.find(loaded.api.protocolIds[1] ?? "", "x")?.path).toBe(file);
  });

  test("of copies the one that is called like the interface", () => {
    write("a/copy.api", PRINTER);
    const file = write("b/printer.api", PRINTER);
    expect(watched(folder).library.find(idOf(file), "app.comp.printer")?.path).toBe(file);
  });

  test("with imports from the other folders", () => {
    write("types/paper.api", "ENUM Size { A4 };");
    const file = write("apis/printer.api", "USETYPES paper; FUNCTION Print(paper.Size size IN);");
    expect(watched(folder).library.find(idOf(file), "printer")?.path).toBe(file);
  });

  test("not in node_modules or .git, nor where it does not compile", () => {
    const file = write("node_modules/x/printer.api", PRINTER);
    write(".git/printer.api", PRINTER);
    write("broken/printer.api", `${PRINTER} FUNCTION Open(Unknown x);`);
    expect(watched(folder).library.find(idOf(file), "printer")).toBeUndefined();
  });

  test("nowhere in a folder that does not exist, and not twice in a circle of links", () => {
    const file = write("a/printer.api", PRINTER);
    symlinkSync(folder, path.join(folder, "a/circle"));
    const { library } = watched(path.join(folder, "missing"), folder);
    expect(library.find(idOf(file), "printer")?.path).toBe(file);
  });
});

describe("what changes in the folders is known", () => {
  test("a new file, a changed one, one that is gone", async () => {
    const { library, next } = watched(folder);
    const added = next();
    const file = write("printer.api", PRINTER);
    await added;
    const first = idOf(file);
    expect(library.find(first, "printer")?.path).toBe(file);
    const changed = next();
    write("printer.api", `${PRINTER} FUNCTION Close(Job job IN);`);
    await changed;
    expect(library.find(first, "printer")).toBeUndefined();
    expect(library.find(idOf(file), "printer")?.path).toBe(file);
    const last = idOf(file);
    const removed = next();
    rmSync(file);
    await removed;
    expect(library.find(last, "printer")).toBeUndefined();
  });

  test("a change in an import, and an import that comes later", async () => {
    const file = write("printer.api", "USETYPES paper; FUNCTION Print(paper.Size size IN);");
    const { library, next } = watched(folder);
    const mended = next();
    write("paper.api", "ENUM Size { A4 };");
    await mended;
    const before = idOf(file);
    expect(library.find(before, "printer")?.path).toBe(file);
    const changed = next();
    write("paper.api", "ENUM Size { A4, A5 };");
    await changed;
    expect(library.find(before, "printer")).toBeUndefined();
    expect(library.find(idOf(file), "printer")?.path).toBe(file);
  });

  test("a file in a folder that is made later", async () => {
    const { library, next } = watched(folder);
    mkdirSync(path.join(folder, "new"));
    const added = next();
    const file = path.join(folder, "new/printer.api");
    writeFileSync(file, PRINTER);
    // The folder may be seen before or after the file is in it; a further change settles it.
    const timer = setInterval(() => writeFileSync(path.join(folder, "nudge"), String(Math.random())), 200);
    await added;
    clearInterval(timer);
    expect(library.find(idOf(file), "printer")?.path).toBe(file);
  });

  test("a single file from elsewhere", () => {
    const file = write("elsewhere/printer.api", PRINTER);
    mkdirSync(path.join(folder, "apis"));
    const { library } = watched(path.join(folder, "apis"));
    expect(library.find(idOf(file), "printer")).toBeUndefined();
    library.add(file);
    expect(library.find(idOf(file), "printer")?.path).toBe(file);
  });
});

describe("a file that cannot be used says why", () => {
  test.each([
    ["an error", "FUNCTION Open(\n  Unknown x);", /broken\.api:2:3: /],
    ["a missing import", "USETYPES paper;", /broken\.api:1:\d+: .*paper/],
  ])("%s", (_what, text, message) => {
    const loaded = loadApi(write("broken.api", text));
    expect(loaded.ok ? "" : loaded.problem).toMatch(message);
  });

  test("that it is missing, a folder, or not UTF-8", () => {
    const problem = (file: string) => {
      const loaded = loadApi(file);
      return loaded.ok ? "" : loaded.problem;
    };
    expect(problem(path.join(folder, "no.api"))).toMatch(/no\.api cannot be read: ENOENT/);
    expect(problem(folder)).toMatch(/cannot be read: EISDIR/);
    const file = path.join(folder, "latin.api");
    writeFileSync(file, Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]));
    expect(problem(file)).toBe(`${file} cannot be read: it is not UTF-8`);
  });
});
