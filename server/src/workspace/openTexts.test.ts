import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { maximumFileSize } from "./diskFiles.ts";
import { isProblem } from "./files.ts";
import { OpenTexts } from "./openTexts.ts";

function textOf(files: OpenTexts, path: string): string {
  const file = files.read(path);
  return isProblem(file) ? `<${file}>` : file.text;
}

test("an unsaved text counts instead of the file, until it is closed", () => {
  const fixture = new Fixture("//- a.api\nsaved\n");
  const files = new OpenTexts();
  const path = fixture.path("a.api");
  files.set(path, "unsaved\n");
  expect(textOf(files, path)).toBe("unsaved\n");
  expect(files.isOpen(path)).toBe(true);
  files.close(path);
  expect(textOf(files, path)).toBe("saved\n");
  expect(files.isOpen(path)).toBe(false);
});

test("an unsaved text counts under every symlink to its file", () => {
  const fixture = new Fixture("//- real/a.api\nsaved\n");
  fixture.link("linked", "real");
  fixture.link("alias.api", "real/a.api");
  const files = new OpenTexts();
  files.set(fixture.path("linked/a.api"), "unsaved\n");
  expect(textOf(files, fixture.path("real/a.api"))).toBe("unsaved\n");
  expect(textOf(files, fixture.path("alias.api"))).toBe("unsaved\n");
  files.close(fixture.path("linked/a.api"));
  expect(textOf(files, fixture.path("alias.api"))).toBe("saved\n");
});

test("a text opened again after it was closed is another version", () => {
  const files = new OpenTexts();
  files.set("/nowhere/a.api", "one");
  const first = files.read("/nowhere/a.api");
  files.close("/nowhere/a.api");
  files.set("/nowhere/a.api", "two");
  const second = files.read("/nowhere/a.api");
  expect(!isProblem(first) && !isProblem(second) && first.version !== second.version).toBe(true);
});

test("a document that is no file of this machine has its open text and nothing else", () => {
  const files = new OpenTexts();
  expect(files.read("untitled:Untitled-1")).toBe("missing");
  files.set("untitled:Untitled-1", "REFERENCE A;");
  expect(textOf(files, "untitled:Untitled-1")).toBe("REFERENCE A;");
  expect(files.isFile("untitled:Untitled-1")).toBe(true);
  expect(files.list("vscode-vfs://github/x")).toEqual([]);
});

test("an open text as large as a file that is too large is not read either", () => {
  const files = new OpenTexts();
  files.set("/nowhere/a.api", "x".repeat(maximumFileSize + 1));
  expect(files.read("/nowhere/a.api")).toBe("tooLarge");
});
