import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { DiskFiles, maximumFileSize } from "./diskFiles.ts";
import { isProblem } from "./files.ts";

function textOf(files: DiskFiles, path: string): string {
  const file = files.read(path);
  return isProblem(file) ? `<${file}>` : file.text;
}

test("a file changed on disk is seen in the next turn, and one turn is consistent", () => {
  const fixture = new Fixture("//- a.api\nREFERENCE A;\n");
  const files = new DiskFiles();
  const path = fixture.path("a.api");
  expect(textOf(files, path)).toBe("REFERENCE A;\n");
  fixture.write("a.api", "REFERENCE Longer;\n");
  expect(textOf(files, path)).toBe("REFERENCE A;\n");
  files.beginTurn();
  expect(textOf(files, path)).toBe("REFERENCE Longer;\n");
});

test("equal versions mean equal text, another text has another version", () => {
  const fixture = new Fixture("//- a.api\nREFERENCE A;\n");
  const files = new DiskFiles();
  const path = fixture.path("a.api");
  const first = files.read(path);
  files.beginTurn();
  expect(files.read(path)).toBe(first);
  fixture.write("a.api", "REFERENCE Bee;\n");
  files.beginTurn();
  const second = files.read(path);
  expect(isProblem(first) || isProblem(second) || first.version === second.version).toBe(false);
});

test("what cannot be read is a value that says why", () => {
  const fixture = new Fixture("//- locked.api\n\n//- closed/inside.api\n\n");
  const files = new DiskFiles();
  fixture.write("large.api", new Uint8Array(maximumFileSize + 1));
  expect(textOf(files, fixture.path("none.api"))).toBe("<missing>");
  expect(textOf(files, fixture.path("closed"))).toBe("<directory>");
  expect(textOf(files, fixture.path("locked.api/below.api"))).toBe("<missing>");
  expect(textOf(files, fixture.path("large.api"))).toBe("<tooLarge>");
  expect(textOf(files, "/dev/zero")).toBe("<failed>");
  fixture.deny("locked.api", "closed");
  files.beginTurn();
  expect(textOf(files, fixture.path("locked.api"))).toBe("<denied>");
  expect(textOf(files, fixture.path("closed/inside.api"))).toBe("<denied>");
  expect(files.list(fixture.path("closed"))).toEqual([]);
});

test.each([
  { what: "at the start", bytes: [0xff, 0x41], at: 0 },
  { what: "after text that takes several bytes", bytes: [0xc3, 0xa9, 0x41, 0x80], at: 2 },
  { what: "after a genuine replacement character", bytes: [0xef, 0xbf, 0xbd, 0x41, 0xc3], at: 2 },
  { what: "in the middle of a sequence", bytes: [0x41, 0xef, 0xbf, 0x42], at: 1 },
  { what: "after a character of two UTF-16 units", bytes: [0xf0, 0x9f, 0x98, 0x80, 0xfe], at: 2 },
])("the first byte that is not UTF-8 is found $what", ({ bytes, at }) => {
  const fixture = new Fixture();
  const path = fixture.write("a.api", Uint8Array.from(bytes));
  const file = new DiskFiles().read(path);
  expect(isProblem(file) ? file : file.notUtf8At).toBe(at);
});

test("UTF-8 text, with or without a byte order mark, has no such place", () => {
  const fixture = new Fixture();
  const path = fixture.write("a.api", "\uFEFF// \u00e9 \u{1F600} \uFFFD\n");
  const file = new DiskFiles().read(path);
  expect(isProblem(file) ? file : file.notUtf8At).toBeUndefined();
  expect(isProblem(file) ? file : file.text).toBe("\uFEFF// \u00e9 \u{1F600} \uFFFD\n");
});

test("a folder is listed by name, symlinks as what they point to", () => {
  const fixture = new Fixture("//- folder/b.api\n\n//- folder/a/x.api\n\n");
  fixture.link("folder/link", "folder/a");
  fixture.link("folder/broken", "nowhere");
  const entries = new DiskFiles().list(fixture.path("folder"));
  expect(entries.map(({ name, directory }) => `${name}${directory ? "/" : ""}`)).toEqual([
    "a/",
    "b.api",
    "broken",
    "link/",
  ]);
});
