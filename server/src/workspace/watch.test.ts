import { expect, test } from "vitest";
import { FileChangeType, type FileEvent } from "vscode-languageserver";
import { Fixture } from "../testing/fixture.ts";
import { DiskFiles } from "./diskFiles.ts";
import { WorkspaceIndex } from "./index.ts";
import { uriOfPath } from "./paths.ts";
import { takeIn } from "./watch.ts";

function watched(fixture: Fixture) {
  const files = new DiskFiles();
  const index = new WorkspaceIndex({
    isExcluded: () => false,
    realPath: (file) => files.realPath(file),
    log: () => {},
  });
  index.setFolders([fixture.folder]);
  index.walk();
  const names = (paths: Iterable<string>) => [...paths].map((path) => path.slice(fixture.folder.length + 1)).sort();
  const event = (name: string, type: FileEvent["type"]): FileEvent => ({ uri: uriOfPath(fixture.path(name)), type });
  return {
    files,
    index,
    apis: () => names(index.apis()),
    created: (name: string) => event(name, FileChangeType.Created),
    changed: (name: string) => event(name, FileChangeType.Changed),
    deleted: (name: string) => event(name, FileChangeType.Deleted),
    take: (...events: readonly FileEvent[]) => {
      files.beginTurn();
      const answer = takeIn(events, index, files);
      index.walk();
      return { files: names(answer.files), settings: answer.settings };
    },
  };
}

test("files come, change and go; what nobody reads is not reported", () => {
  const fixture = new Fixture("//- a.api\n\n//- b.c\n\n");
  const { take, created, changed, deleted, apis } = watched(fixture);
  fixture.write("c.api", "");
  fixture.remove("a.api");
  const events = [created("c.api"), changed("b.c"), deleted("a.api"), created("b.o"), deleted("notes.txt")];
  expect(take(...events)).toEqual({ files: ["a.api", "b.c", "c.api"], settings: false });
  expect(apis()).toEqual(["c.api"]);
});

test("a folder stands for everything in it, gone or new", () => {
  const fixture = new Fixture("//- x/a.api\n\n//- x/y/b.api\n\n");
  const { take, created, deleted, apis } = watched(fixture);
  fixture.rename("x", "z");
  expect(take(deleted("x"), created("z")).files).toEqual(["x/a.api", "x/y/b.api"]);
  expect(apis()).toEqual(["z/a.api", "z/y/b.api"]);
});

test("a file that is replaced, reported as deleted and created, stays", () => {
  const fixture = new Fixture("//- a.api\n\n");
  const { take, created, deleted, apis } = watched(fixture);
  expect(take(deleted("a.api"), created("a.api")).files).toEqual(["a.api"]);
  expect(take(created("a.api"), deleted("a.api")).files).toEqual(["a.api"]);
  expect(apis()).toEqual(["a.api"]);
});

test("what a walk leaves out is left out when it is created, too", () => {
  const fixture = new Fixture("//- a.api\n\n");
  const { take, created, apis } = watched(fixture);
  fixture.write("node_modules/tool/b.api", "");
  fixture.write("x/.git/c.api", "");
  fixture.write("x/d.api", "");
  take(created("node_modules"), created("node_modules/tool/b.api"), created("x/.git"), created("x/.git/c.api"));
  expect(apis()).toEqual(["a.api"]);
  take(created("x"), created("x/d.api"));
  expect(apis()).toEqual(["a.api", "x/d.api"]);
});

test("a project file is a change of settings", () => {
  const fixture = new Fixture("//- legato-api.json\n{}\n");
  const { take, changed } = watched(fixture);
  expect(take(changed("legato-api.json"))).toEqual({ files: ["legato-api.json"], settings: true });
});
