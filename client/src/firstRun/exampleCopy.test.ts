import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyExample, FOLDER } from "./exampleCopy.ts";

const example = path.resolve(import.meta.dirname, "../../../examples/printer");
let parent: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), "legato-api-copy-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

const filesOf = (folder: string): readonly string[] => readdirSync(folder, { recursive: true }).map(String).sort();

test("the example is copied whole", async () => {
  const { folder, wasThere } = await copyExample(example, parent);
  expect([folder, wasThere]).toEqual([path.join(parent, FOLDER), false]);
  expect(filesOf(folder)).toEqual(filesOf(example));
  const api = "interfaces/printer.api";
  expect(readFileSync(path.join(folder, api), "utf8")).toBe(readFileSync(path.join(example, api), "utf8"));
});

test("what is there already is left as it is", async () => {
  const folder = path.join(parent, FOLDER);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "mine.txt"), "mine");
  expect(await copyExample(example, parent)).toEqual({ folder, wasThere: true });
  expect(filesOf(folder)).toEqual(["mine.txt"]);
});

test("a file of that name counts as there", async () => {
  writeFileSync(path.join(parent, FOLDER), "mine");
  expect(await copyExample(example, parent)).toMatchObject({ wasThere: true });
});

test("a copy that fails leaves nothing behind, and says why", async () => {
  await expect(copyExample(path.join(parent, "gone"), parent)).rejects.toThrow(/ENOENT/);
  expect(filesOf(parent)).toEqual([]);
});

test("a folder that is not there is not made", async () => {
  await expect(copyExample(example, path.join(parent, "gone"))).rejects.toThrow(/ENOENT/);
  expect(filesOf(parent)).toEqual([]);
});
