import { beforeEach, expect, test, vi } from "vitest";
import { Engine } from "../engine.ts";
import { Fixture } from "../testing/fixture.ts";
import { isProblem } from "../workspace/files.ts";

const parsed = vi.hoisted((): string[] => []);

vi.mock("@legato-api/language", async (original) => {
  const language = await original<typeof import("@legato-api/language")>();
  return {
    ...language,
    parse: (text: string) => {
      parsed.push(text);
      return language.parse(text);
    },
  };
});

beforeEach(() => {
  parsed.length = 0;
});

function engineOf(fixture: Fixture, environment: Readonly<Record<string, string>> = {}): Engine {
  const engine = new Engine({
    wasmPath: (name) => name,
    environment,
    currentFolder: fixture.folder,
    log: () => {},
    settingsFor: () => ({}),
  });
  engine.setFolders([fixture.folder]);
  engine.index.walk();
  return engine;
}

const family = `
  //- base.api
  DEFINE LENGTH = 10;
  //- left.api
  USETYPES base;
  FUNCTION Go(string text[base.LENGTH] IN);
  //- right.api
  USETYPES base;
  FUNCTION Run(string text[base.LENGTH] IN);
`;

test("an import is parsed once, whoever imports it", () => {
  const fixture = new Fixture(family);
  const engine = engineOf(fixture);
  for (const name of ["left.api", "right.api", "base.api"]) {
    engine.apiFindings(fixture.path(name));
  }
  expect(parsed).toHaveLength(3);
});

test("an unchanged file is neither parsed nor checked again in the next turn", () => {
  const fixture = new Fixture(family);
  const engine = engineOf(fixture);
  const before = engine.check(fixture.path("left.api"));
  parsed.length = 0;
  engine.beginTurn();
  expect(engine.check(fixture.path("left.api"))).toBe(before);
  expect(parsed).toEqual([]);
});

test("after an edit only the edited text is parsed, and its importers see it", () => {
  const fixture = new Fixture(family);
  const engine = engineOf(fixture);
  const left = fixture.path("left.api");
  engine.files.set(left, fixture.read("left.api"));
  expect(engine.apiFindings(left)).toEqual([]);
  parsed.length = 0;
  engine.files.set(fixture.path("base.api"), "DEFINE WIDTH = 10;\n");
  expect([...engine.affectedBy([fixture.path("base.api")]).apis]).toEqual([left]);
  expect(engine.apiFindings(left)).toMatchObject([{ severity: "error" }]);
  expect(parsed).toEqual(["DEFINE WIDTH = 10;\n"]);
});

test("a file that appears where one was looked for affects those who looked", () => {
  const fixture = new Fixture("//- a/main.api\nUSETYPES other;\n");
  const engine = engineOf(fixture);
  const main = fixture.path("a/main.api");
  expect(engine.apiFindings(main)).toMatchObject([{ rule: "missing-import" }]);
  expect([...engine.affectedBy([fixture.path("a/other.api")]).apis]).toEqual([main]);
  expect([...engine.affectedBy([fixture.path("elsewhere/other.api")]).apis]).toEqual([main]);
  expect([...engine.affectedBy([fixture.path("a/unrelated.api")]).apis]).toEqual([]);
  fixture.write("a/other.api", "REFERENCE T;\n");
  engine.beginTurn();
  expect(engine.apiFindings(main)).toEqual([]);
});

test("a file that becomes unreadable, and readable again", () => {
  const fixture = new Fixture(family);
  const engine = engineOf(fixture);
  const base = fixture.path("base.api");
  expect(isProblem(engine.check(base))).toBe(false);
  fixture.remove("base.api");
  engine.beginTurn();
  expect(engine.check(base)).toBe("missing");
  expect(engine.apiFindings(base)).toEqual([]);
  expect(engine.apiFindings(fixture.path("left.api"))).toMatchObject([{ rule: "missing-import" }]);
  fixture.write("base.api", "DEFINE LENGTH = 3;\n");
  engine.beginTurn();
  expect(engine.apiFindings(fixture.path("left.api"))).toEqual([]);
});

test("an import that turns up in the workspace is found, whether a framework was searched before or not", () => {
  const fixture = new Fixture("//- sdk/interfaces/other.api\n\n//- main.api\nUSETYPES base;\n\n");
  const engine = engineOf(fixture, { LEGATO_ROOT: fixture.path("sdk") });
  const rules = () => engine.apiFindings(fixture.path("main.api")).map(({ rule }) => rule);
  expect(rules()).toEqual(["missing-import"]);
  fixture.write("far/base.api", "DEFINE A = 1;\n");
  engine.beginTurn();
  engine.index.addFile(fixture.path("far/base.api"));
  expect(rules()).toEqual(["import-outside-search-path"]);
});
