import { expect, test } from "vitest";
import type { Settings } from "../settings.ts";
import { Fixture } from "../testing/fixture.ts";
import { Config } from "./config.ts";
import { DiskFiles } from "./diskFiles.ts";

function configOf(
  fixture: Fixture,
  settings: Partial<Settings> = {},
  environment: Readonly<Record<string, string>> = {},
  workspace = [fixture.folder],
) {
  const files = new DiskFiles();
  const log: string[] = [];
  const config = new Config({
    files,
    isKnownRule: (id) => ["unknown-type", "missing-close-handler"].includes(id),
    environment,
    currentFolder: fixture.folder,
    log: (line) => log.push(line),
    settingsFor: () => settings,
  });
  config.setWorkspaceFolders(workspace);
  return { config, files, log };
}

test("legato-api.json of the nearest ancestor is in force; paths in it are relative to it", () => {
  const fixture = new Fixture(`
    //- legato-api.json
    { "importPaths": ["top"], "dialect": "telaf" }
    //- inner/legato-api.json
    { "importPaths": ["api", "../shared"], "rules": { "unknown-type": "warning" } }
    //- inner/deep/a.api

    //- b.api

  `);
  const { config } = configOf(fixture);
  const inner = config.for(fixture.path("inner/deep/a.api"));
  expect(inner.importPaths).toEqual([fixture.path("inner/api"), fixture.path("shared")]);
  expect(inner.dialect).toBe("auto");
  expect(inner.root).toBe(fixture.path("inner"));
  expect(inner.rules).toEqual({ "unknown-type": "warning" });
  expect(config.for(fixture.path("b.api"))).toMatchObject({ dialect: "telaf", importPaths: [fixture.path("top")] });
  expect(config.findings()).toEqual([]);
});

test("the editor's settings come first in lists and give way elsewhere", () => {
  const fixture = new Fixture('//- legato-api.json\n{ "importPaths": ["b"], "rules": { "unknown-type": "off" } }\n');
  const { config } = configOf(fixture, {
    importPaths: ["a", "/c"],
    rules: { "unknown-type": "hint", "missing-close-handler": "error" },
    strictImports: true,
  });
  expect(config.for(fixture.path("x.api"))).toMatchObject({
    importPaths: [fixture.path("a"), "/c", fixture.path("b")],
    rules: { "unknown-type": "off", "missing-close-handler": "error" },
    strictImports: true,
  });
});

test("root of a path: legato-api.json before .git, then the workspace folder", () => {
  const fixture = new Fixture(
    "//- one/legato-api.json\n{}\n//- one/sub/.git/HEAD\n\n//- two/.git/HEAD\n\n//- three/a.api\n\n",
  );
  const { config } = configOf(fixture);
  expect(config.for(fixture.path("one/sub/x/a.api")).root).toBe(fixture.path("one"));
  expect(config.for(fixture.path("two/x/a.api")).root).toBe(fixture.path("two"));
  expect(config.for(fixture.path("three/a.api")).root).toBe(fixture.folder);
});

test("environment variables in import paths are expanded; one that is not set leaves its path out and is said", () => {
  const fixture = new Fixture();
  const importPaths = [`\${env:SDK}/interfaces`, `\${env:NONE}/x`, `\${workspaceFolder}/y`];
  const { config, log } = configOf(fixture, { importPaths }, { SDK: "/sdk" });
  expect(config.for(fixture.path("a.api")).importPaths).toEqual(["/sdk/interfaces", fixture.path("y")]);
  expect(log).toEqual([expect.stringContaining("NONE is not set")]);
});

test("LEGATO_ROOT: environment, else setting, else the nearest ancestor with interfaces/ and framework/", () => {
  const fixture = new Fixture("//- fw/interfaces/a.api\n\n//- fw/framework/x\n\n//- fw/apps/b.api\n\n");
  const file = fixture.path("fw/apps/b.api");
  expect(configOf(fixture).config.for(file).frameworkRoot).toBe(fixture.path("fw"));
  expect(configOf(fixture).config.for(fixture.path("c.api")).frameworkRoot).toBeUndefined();
  expect(configOf(fixture, { legatoRoot: "sdk" }).config.for(file).frameworkRoot).toBe(fixture.path("sdk"));
  const environment = { LEGATO_ROOT: "/from/environment" };
  expect(configOf(fixture, { legatoRoot: "sdk" }, environment).config.for(file).frameworkRoot).toBe(
    "/from/environment",
  );
});

test("excluded: what a pattern names and everything below it", () => {
  const fixture = new Fixture('//- legato-api.json\n{ "exclude": ["build", "**/gen/**", "old/*.api"] }\n');
  const { isExcluded } = configOf(fixture).config.for(fixture.path("a.api"));
  const excluded = ["build/x/a.api", "build", "x/gen/a.api", "old/a.api"];
  const kept = ["a.api", "src/build/a.api", "old/x/a.api", "generated/a.api"];
  expect(excluded.filter((name) => !isExcluded(fixture.path(name)))).toEqual([]);
  expect(kept.filter((name) => isExcluded(fixture.path(name)))).toEqual([]);
});

test("what is wrong in legato-api.json is said with its place, the rest is in force", () => {
  const text =
    '{ "importPaths": ["a", 7], "rules": { "no-such": "off", "unknown-type": "loud" }, "colour": 1, "dialect": "telaf" }';
  const fixture = new Fixture();
  fixture.write("legato-api.json", text);
  const { config } = configOf(fixture);
  expect(config.for(fixture.path("a.api"))).toMatchObject({
    importPaths: [fixture.path("a")],
    dialect: "telaf",
    rules: {},
  });
  const said = config
    .findings()
    .map(({ span, message, severity }) => [severity, text.slice(span.start, span.end), message]);
  expect(said).toEqual([
    ["warning", "7", expect.stringContaining("must be a text")],
    ["warning", '"no-such": "off"', expect.stringContaining("is no rule")],
    ["warning", '"unknown-type": "loud"', expect.stringContaining("must be one of off, hint")],
    ["warning", '"colour": 1', expect.stringContaining("no setting 'colour'")],
  ]);
});

test.each([
  { what: "a comma too many", text: '{ "dialect": "telaf", }', at: "}", message: "property name expected" },
  { what: "a missing brace", text: '{ "dialect": "telaf"', at: "", message: "close brace expected" },
  { what: "a comment", text: '{ // why\n "dialect": "telaf" }', at: "// why", message: "invalid comment token" },
])("$what in legato-api.json is an error at its place, and what could be read counts", ({ text, at, message }) => {
  const fixture = new Fixture();
  fixture.write("legato-api.json", text);
  const { config } = configOf(fixture);
  expect(config.for(fixture.path("a.api")).dialect).toBe("telaf");
  const [finding] = config.findings();
  expect(finding).toMatchObject({ severity: "error", message: `Not valid JSON: ${message}.` });
  expect(text.slice(finding?.span.start, finding?.span.end)).toBe(at);
});

test("a changed legato-api.json is noticed in the next turn", () => {
  const fixture = new Fixture('//- legato-api.json\n{ "dialect": "telaf" }\n');
  const { config, files } = configOf(fixture);
  expect(config.for(fixture.path("a.api")).dialect).toBe("telaf");
  files.beginTurn();
  expect(config.refresh()).toBe(false);
  fixture.write("legato-api.json", '{ "dialect": "legato" }');
  files.beginTurn();
  expect(config.refresh()).toBe(true);
  expect(config.for(fixture.path("a.api")).dialect).toBe("legato");
});
