import path from "node:path";
import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { DiskFiles } from "./diskFiles.ts";
import { WorkspaceIndex } from "./index.ts";

function indexOf(fixture: Fixture, isExcluded: (path: string) => boolean = () => false) {
  const log: string[] = [];
  const disk = new DiskFiles();
  const index = new WorkspaceIndex({
    isExcluded,
    realPath: (file) => disk.realPath(file),
    log: (line) => log.push(line),
  });
  index.setFolders([fixture.folder]);
  const names = (files: readonly string[]) => files.map((file) => path.relative(fixture.folder, file)).sort();
  return { index, log, disk, apis: () => names(index.apis()), definitions: () => names(index.componentDefinitions()) };
}

test("finds .api files and component definitions, and leaves hidden folders and node_modules alone", () => {
  const fixture = new Fixture(
    "//- a.api\n\n//- x/b.api\n\n//- x/Component.cdef\n\n//- .git/c.api\n\n//- node_modules/d.api\n\n//- x/other.cdef\n\n",
  );
  const { index, apis, definitions } = indexOf(fixture);
  expect(index.isComplete).toBe(false);
  index.walk();
  expect(index.isComplete).toBe(true);
  expect(apis()).toEqual(["a.api", "x/b.api"]);
  expect(definitions()).toEqual(["x/Component.cdef"]);
  expect(index.apisNamed("b.api")).toEqual([fixture.path("x/b.api")]);
});

test("works a slice at a time: stops when told and goes on where it was", () => {
  const fixture = new Fixture("//- 1/a.api\n\n//- 2/b.api\n\n//- 3/c.api\n\n");
  const { index, apis } = indexOf(fixture);
  let slices = 1;
  while (!index.walk(() => true)) {
    slices++;
  }
  expect(slices).toBeGreaterThan(3);
  expect(apis()).toEqual(["1/a.api", "2/b.api", "3/c.api"]);
});

test("a loop of symlinks ends, and a file reached by several names is listed once, under its own", () => {
  const fixture = new Fixture("//- real/a.api\n\n//- alpha/b.api\n\n");
  fixture.link("real/loop", "real");
  fixture.link("alpha/again", "real");
  fixture.link("alpha/a.api", "real/a.api");
  fixture.link("alpha/broken.api", "nowhere.api");
  const { index, apis } = indexOf(fixture);
  index.walk();
  expect(apis().filter((name) => name.endsWith("a.api"))).toHaveLength(1);
  expect(index.apisNamed("b.api")).toHaveLength(1);
});

test("files outside of the workspace can be linked in", () => {
  const outside = new Fixture("//- shared/s.api\n\n");
  const fixture = new Fixture("//- a.api\n\n");
  fixture.link("shared", path.relative(fixture.folder, outside.path("shared")));
  const { index, apis } = indexOf(fixture);
  index.walk();
  expect(apis()).toEqual(["a.api", "shared/s.api"]);
});

test("what is excluded is not listed", () => {
  const fixture = new Fixture("//- a.api\n\n//- build/b.api\n\n");
  const { index, apis } = indexOf(fixture, (file) => file.includes("build"));
  index.walk();
  expect(apis()).toEqual(["a.api"]);
  expect(index.addFile(fixture.path("build/c.api"))).toBe(false);
});

test("a folder without permission is said in the log, the rest is found", () => {
  const fixture = new Fixture("//- a.api\n\n//- closed/b.api\n\n");
  fixture.deny("closed");
  const { index, log, apis } = indexOf(fixture);
  index.walk();
  expect(apis()).toEqual(["a.api"]);
  expect(log).toEqual([expect.stringContaining(`${fixture.path("closed")} cannot be read`)]);
});

test("files and folders come and go", () => {
  const fixture = new Fixture("//- a.api\n\n//- x/b.api\n\n//- x/y/c.api\n\n");
  const { index, disk, apis } = indexOf(fixture);
  index.walk();
  expect(index.removeAll(new Set([fixture.path("x")]))).toHaveLength(2);
  expect(apis()).toEqual(["a.api"]);
  expect(index.addFile(fixture.path("new.api"))).toBe(true);
  expect(index.addFile(fixture.path("new.api"))).toBe(false);
  disk.beginTurn();
  index.addFolder(fixture.path("x"));
  index.walk();
  expect(apis()).toEqual(["a.api", "new.api", "x/b.api", "x/y/c.api"]);
});
