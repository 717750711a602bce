import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { DiskFiles } from "./diskFiles.ts";
import { type SearchPlaces, searchImport } from "./importSearch.ts";

function search(
  fixture: Fixture,
  fileName: string,
  main: string,
  importer: string,
  places: Partial<SearchPlaces> = {},
) {
  const answer = searchImport(
    fileName,
    fixture.path(main),
    fixture.path(importer),
    {
      importPaths: [],
      strict: false,
      frameworkInterfaces: undefined,
      inFramework: () => [],
      inWorkspace: () => [],
      ...places,
    },
    new DiskFiles(),
  );
  const short = (text: string): string => text.replaceAll(`${fixture.folder}/`, "");
  return answer.kind === "found"
    ? { path: short(answer.path), outside: short(answer.outside ?? ""), passedOver: answer.passedOver.map(short) }
    : { searched: answer.searched.map(short) };
}

const inside = { outside: "", passedOver: [] };

test("the folder of the file being checked comes first, then the import paths in order", () => {
  const fixture = new Fixture("//- own/a.api\n\n//- one/a.api\n\n//- one/b.api\n\n//- two/b.api\n\n");
  const importPaths = [fixture.path("one"), fixture.path("two")];
  expect(search(fixture, "a.api", "own/main.api", "own/main.api", { importPaths })).toEqual({
    path: "own/a.api",
    ...inside,
  });
  expect(search(fixture, "b.api", "own/main.api", "own/main.api", { importPaths })).toEqual({
    path: "one/b.api",
    ...inside,
  });
});

test("an import of an import is searched from the file being checked, as the compiler does", () => {
  const fixture = new Fixture("//- main/c.api\n\n//- lib/c.api\n\n");
  expect(search(fixture, "c.api", "main/main.api", "lib/b.api")).toEqual({ path: "main/c.api", ...inside });
});

test("beside the importing file is outside of the build's search path, and said so", () => {
  const fixture = new Fixture("//- lib/c.api\n\n//- main/main.api\n\n");
  expect(search(fixture, "c.api", "main/main.api", "lib/b.api")).toEqual({
    path: "lib/c.api",
    outside: "it was found beside the file that imports it, in lib",
    passedOver: [],
  });
});

test("of several candidates the nearest is taken and the others are named", () => {
  const fixture = new Fixture("//- x/main.api\n\n//- x/near/a.api\n\n//- far/away/from/here/a.api\n\n");
  const inWorkspace = () => [fixture.path("far/away/from/here/a.api"), fixture.path("x/near/a.api")];
  expect(search(fixture, "a.api", "x/main.api", "x/main.api", { inWorkspace })).toEqual({
    path: "x/near/a.api",
    outside: "it was found in x/near",
    passedOver: ["far/away/from/here/a.api"],
  });
});

test("the framework's interfaces come before the workspace", () => {
  const fixture = new Fixture("//- main.api\n\n//- fw/interfaces/le/a.api\n\n//- near/a.api\n\n");
  const answer = search(fixture, "a.api", "main.api", "main.api", {
    frameworkInterfaces: fixture.path("fw/interfaces"),
    inFramework: () => [fixture.path("fw/interfaces/le/a.api")],
    inWorkspace: () => [fixture.path("near/a.api")],
  });
  expect(answer).toMatchObject({ path: "fw/interfaces/le/a.api" });
});

test("a strict search stops after the build's list and tells why a folder gave nothing", () => {
  const fixture = new Fixture("//- main/main.api\n\n//- lib/c.api\n\n//- file\n\n");
  const importPaths = [fixture.path("none"), fixture.path("file")];
  const strict = { importPaths, strict: true, inWorkspace: () => [fixture.path("lib/c.api")] };
  expect(search(fixture, "c.api", "main/main.api", "lib/b.api", strict)).toEqual({
    searched: ["main", "none (no such folder)", "file (not a folder)"],
  });
});

test("a miss lists everything that was searched", () => {
  const fixture = new Fixture("//- main/main.api\n\n//- lib/b.api\n\n//- fw/interfaces/x.api\n\n");
  const frameworkInterfaces = fixture.path("fw/interfaces");
  expect(search(fixture, "c.api", "main/main.api", "lib/b.api", { frameworkInterfaces })).toEqual({
    searched: ["main", "lib", "fw/interfaces/**", "the workspace"],
  });
});

test("a folder without permission is named as the reason", () => {
  const fixture = new Fixture("//- main.api\n\n//- closed/a.api\n\n");
  fixture.deny("closed");
  const places = { importPaths: [fixture.path("closed")], strict: true };
  expect(search(fixture, "a.api", "main.api", "main.api", places)).toEqual({
    searched: [fixture.folder, "closed (no permission to look into it)"],
  });
});

test("a file that was known and is gone is not found", () => {
  const fixture = new Fixture("//- main/main.api\n\n");
  const inWorkspace = () => [fixture.path("lib/gone.api")];
  expect(search(fixture, "gone.api", "main/main.api", "main/main.api", { inWorkspace })).toEqual({
    searched: ["main", "the workspace"],
  });
});
