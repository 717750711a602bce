import { describe, expect, test } from "vitest";
import { Fixture } from "./testing/fixture.ts";
import { TestClient } from "./testing/testClient.ts";

const nothing = { unexpected: [], missed: [] };

describe("while typing", () => {
  test("a mistake in an unsaved text is shown at once and goes away when it is put right", async () => {
    const fixture = new Fixture("//- a.api\nFUNCTION Go(uint8 n IN);\n");
    const client = await TestClient.start(fixture);
    client.open("a.api");
    expect(await client.squiggles("a.api")).toEqual([]);
    client.edit("a.api", "uint8", "unit8");
    expect(await client.squiggles("a.api")).toMatchObject([
      { line: 0, start: 12, end: 17, severity: "error", rule: "unknown-type" },
    ]);
    expect(client.diagnosedVersion("a.api")).toBe(2);
    client.edit("a.api", "unit8", "uint16");
    expect(await client.squiggles("a.api")).toEqual([]);
    expect(client.diagnosedVersion("a.api")).toBe(3);
  });

  test("an unsaved error in an imported file shows in the importer, and its cure too", async () => {
    const fixture = new Fixture(`
      //- paper.api
      ENUM Size { A4, A5 };
      //- printer.api
      USETYPES paper;
      FUNCTION Load(paper.Size size IN);
    `);
    const client = await TestClient.start(fixture);
    client.open("printer.api");
    client.open("paper.api");
    expect(await client.squiggles("printer.api")).toEqual([]);
    client.edit("paper.api", "Size", "Format");
    expect(await client.squiggles("printer.api")).toMatchObject([{ line: 1, rule: "unknown-type" }]);
    client.edit("paper.api", "Format", "Size");
    expect(await client.squiggles("printer.api")).toEqual([]);
  });

  test("files that nobody has open follow as well, and those of an import's importers", async () => {
    const fixture = new Fixture(`
      //- base.api
      DEFINE LONGEST = 10;
      //- middle.api
      USETYPES base;
      DEFINE LENGTH = base.LONGEST;
      //- top.api
      USETYPES middle;
      FUNCTION Go(string text[middle.LENGTH] IN);
    `);
    const client = await TestClient.start(fixture);
    client.open("base.api");
    expect(await client.diagnostics("top.api")).toEqual([]);
    client.edit("base.api", "LONGEST", "LONGER");
    expect(await client.squiggles("middle.api")).not.toEqual([]);
    expect(await client.squiggles("top.api")).not.toEqual([]);
    client.edit("base.api", "LONGER", "LONGEST");
    expect(await client.squiggles("middle.api")).toEqual([]);
    expect(await client.squiggles("top.api")).toEqual([]);
  });

  test("a burst of key presses is checked together, and each version in the end has its answer", async () => {
    const fixture = new Fixture("//- a.api\nFUNCTION Go();\n");
    const client = await TestClient.start(fixture);
    client.open("a.api");
    await client.settled();
    const before = client.publications.get(client.uri("a.api")) ?? 0;
    for (let press = 0; press < 50; press++) {
      client.edit("a.api", "Go", "Gox");
    }
    client.edit("a.api", "();", "(");
    expect((await client.squiggles("a.api")).length).toBeGreaterThan(0);
    expect(client.diagnosedVersion("a.api")).toBe(52);
    expect((client.publications.get(client.uri("a.api")) ?? 0) - before).toBeLessThan(10);
  });

  test("squiggles stand where the markers say", async () => {
    const fixture = new Fixture(`
      //- a.api
      REFERENCE Job;
      FUNCTION Job Open(strnig name[64] IN);
                      //^^^^^^ error[unknown-type]: strnig
      FUNCTION Close(Job job IN);
    `);
    const client = await TestClient.start(fixture);
    client.open("a.api");
    expect(await client.surprises("a.api")).toEqual(nothing);
  });
});

describe("imports", () => {
  test("a missing import lists the folders searched; creating the file outside cures it", async () => {
    const fixture = new Fixture("//- main/a.api\nUSETYPES b;\nFUNCTION Go(b.T t IN);\n");
    const client = await TestClient.start(fixture, { settings: { importPaths: ["lib"] } });
    client.open("main/a.api");
    const [miss] = await client.diagnostics("main/a.api");
    expect(miss).toMatchObject({ code: "missing-import" });
    expect(miss?.message).toContain(fixture.path("main"));
    expect(miss?.message).toContain(`${fixture.path("lib")} (no such folder)`);
    fixture.write("lib/b.api", "REFERENCE T;\n");
    client.outside({ "lib/b.api": "created" });
    expect(await client.squiggles("main/a.api")).toEqual([]);
    fixture.remove("lib/b.api");
    client.outside({ "lib/b.api": "deleted" });
    expect(await client.diagnostics("main/a.api")).toMatchObject([{ code: "missing-import" }]);
  });

  test("found only in the workspace: a warning, and the log says which of several was taken", async () => {
    const fixture = new Fixture(`
      //- main/a.api
      USETYPES b;
             //^ warning[import-outside-search-path]
      FUNCTION Go(b.T t IN);
      //- near/b.api
      REFERENCE T;
      //- far/away/b.api
      REFERENCE Other;
    `);
    const client = await TestClient.start(fixture);
    client.open("main/a.api");
    expect(await client.surprises("main/a.api")).toEqual(nothing);
    expect(client.log.join("\n")).toContain(`taken from ${fixture.path("near/b.api")}`);
    expect(client.log.join("\n")).toContain(fixture.path("far/away/b.api"));
  });

  test("strict: what the build would not find is missing", async () => {
    const fixture = new Fixture("//- main/a.api\nUSETYPES b;\n//- near/b.api\nREFERENCE T;\n");
    const client = await TestClient.start(fixture, { settings: { strictImports: true } });
    client.open("main/a.api");
    expect(await client.squiggles("main/a.api")).toMatchObject([{ rule: "missing-import" }]);
    client.configure({ strictImports: false });
    expect(await client.squiggles("main/a.api")).toMatchObject([{ rule: "import-outside-search-path" }]);
  });

  test("an import in the framework's interfaces is found by LEGATO_ROOT", async () => {
    const fixture = new Fixture("//- project/a.api\nUSETYPES le_b;\n//- sdk/interfaces/deep/le_b.api\nREFERENCE T;\n");
    const client = await TestClient.start(fixture, {
      folders: ["project"],
      environment: { LEGATO_ROOT: fixture.path("sdk") },
    });
    client.open("project/a.api");
    expect(await client.squiggles("project/a.api")).toMatchObject([{ rule: "import-outside-search-path" }]);
  });

  test("a cycle of imports is an error in each of its files, and nothing hangs", async () => {
    const fixture = new Fixture("//- a.api\nUSETYPES b;\n//- b.api\nUSETYPES a;\n");
    const client = await TestClient.start(fixture);
    client.open("a.api");
    client.open("b.api");
    expect(await client.squiggles("a.api")).toMatchObject([{ severity: "error", line: 0 }]);
    expect(await client.squiggles("b.api")).toMatchObject([{ severity: "error", line: 0 }]);
  });

  test("each folder of a workspace has its own import paths", async () => {
    const fixture = new Fixture(`
      //- one/a.api
      USETYPES b;
      FUNCTION Go(b.One t IN);
      //- two/a.api
      USETYPES b;
      FUNCTION Go(b.Two t IN);
      //- lib1/b.api
      REFERENCE One;
      //- lib2/b.api
      REFERENCE Two;
    `);
    const client = await TestClient.start(fixture, {
      folders: ["one", "two"],
      settingsByFolder: { one: { importPaths: ["../lib1"] }, two: { importPaths: ["../lib2"] } },
    });
    client.open("one/a.api");
    client.open("two/a.api");
    expect(await client.squiggles("one/a.api")).toEqual([]);
    expect(await client.squiggles("two/a.api")).toEqual([]);
  });
});

describe("the world outside of the editor", () => {
  test("a file changed on disk is checked again, unless it is open", async () => {
    const fixture = new Fixture("//- a.api\nFUNCTION Go();\n");
    const client = await TestClient.start(fixture);
    expect(await client.squiggles("a.api")).toEqual([]);
    fixture.write("a.api", "FUNCTION Go(foo x);\n");
    client.outside({ "a.api": "changed" });
    expect(await client.squiggles("a.api")).toMatchObject([{ rule: "unknown-type" }]);
    client.open("a.api", "FUNCTION Go();\n");
    expect(await client.squiggles("a.api")).toEqual([]);
    client.outside({ "a.api": "changed" });
    expect(await client.squiggles("a.api")).toEqual([]);
    client.close("a.api");
    expect(await client.squiggles("a.api")).toMatchObject([{ rule: "unknown-type" }]);
  });

  test("a folder that is deleted takes its problems along, one that is moved in brings its own", async () => {
    const fixture = new Fixture("//- x/a.api\nFUNCTION Go(foo x);\n");
    const client = await TestClient.start(fixture);
    expect(await client.squiggles("x/a.api")).toHaveLength(1);
    fixture.rename("x", "y");
    client.outside({ x: "deleted", y: "created" });
    expect(await client.squiggles("x/a.api")).toEqual([]);
    expect(await client.squiggles("y/a.api")).toHaveLength(1);
  });

  test("an editor that cannot watch still sees the disk with the next edit", async () => {
    const fixture = new Fixture("//- a.api\nUSETYPES b;\nFUNCTION Go(b.T t IN);\n//- b.api\nREFERENCE T;\n");
    const client = await TestClient.start(fixture, { isPlain: true });
    client.open("a.api");
    expect(await client.squiggles("a.api")).toEqual([]);
    fixture.write("b.api", "REFERENCE Other;\n");
    client.edit("a.api", "Go", "Run");
    expect(await client.squiggles("a.api")).toMatchObject([{ rule: "unknown-type" }]);
  });

  test("an editor that cannot watch sees the settings with the next save", async () => {
    const fixture = new Fixture("//- a.api\nUSETYPES b;\n//- lib/b.api\nREFERENCE Thing;\n//- legato-api.json\n{}\n");
    const client = await TestClient.start(fixture, { isPlain: true });
    client.open("a.api");
    expect(await client.squiggles("a.api")).toMatchObject([{ rule: "import-outside-search-path" }]);
    client.open("legato-api.json", undefined, "json");
    client.edit("legato-api.json", "{}", '{ "importPaths": ["lib"] }');
    client.save("legato-api.json");
    expect(await client.squiggles("a.api")).toEqual([]);
  });

  test("the client is asked to watch what the answers depend on", async () => {
    const client = await TestClient.start(new Fixture());
    await client.settled();
    const methods = client.registrations.map(({ method }) => method);
    expect(methods).toEqual(["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]);
    expect(JSON.stringify(client.registrations)).toContain("{api,cdef,c,cpp,cc,cxx,h,hh,hpp,hxx}");
    expect(JSON.stringify(client.registrations)).toContain("**/legato-api.json");
  });

  test("a workspace folder added and removed at run time", async () => {
    const fixture = new Fixture("//- one/a.api\nFUNCTION Go(foo x);\n//- two/b.api\nFUNCTION Go(foo x);\n");
    const client = await TestClient.start(fixture, { folders: ["one"] });
    expect(await client.squiggles("one/a.api")).toHaveLength(1);
    expect(await client.squiggles("two/b.api")).toHaveLength(0);
    client.changeFolders(["two"], ["one"]);
    expect(await client.squiggles("one/a.api")).toHaveLength(0);
    expect(await client.squiggles("two/b.api")).toHaveLength(1);
  });
});

describe("settings", () => {
  test("severities can be changed, a verdict of the compiler cannot", async () => {
    const fixture = new Fixture("//- main/a.api\nUSETYPES b;\nFUNCTION Go(foo x);\n//- near/b.api\nREFERENCE T;\n");
    const client = await TestClient.start(fixture, {
      settings: { rules: { "import-outside-search-path": "hint", "unknown-type": "off" } },
    });
    client.open("main/a.api");
    expect(await client.squiggles("main/a.api")).toMatchObject([
      { rule: "import-outside-search-path", severity: "hint" },
      { rule: "unknown-type", severity: "error" },
    ]);
    client.configure({ rules: { "import-outside-search-path": "off" } });
    expect(await client.squiggles("main/a.api")).toMatchObject([{ rule: "unknown-type" }]);
  });

  test("legato-api.json counts, and what is wrong in it is shown in it", async () => {
    const fixture = new Fixture(`
      //- legato-api.json
      { "importPaths": ["lib"], "dialekt": "telaf" }
      //- main/a.api
      USETYPES b;
      //- lib/b.api
      REFERENCE T;
    `);
    const client = await TestClient.start(fixture);
    client.open("main/a.api");
    expect(await client.squiggles("main/a.api")).toEqual([]);
    expect(await client.squiggles("legato-api.json")).toMatchObject([
      { rule: "project-file", severity: "warning", start: 26, end: 44 },
    ]);
    fixture.write("legato-api.json", '{ "exclude": ["main"] ');
    client.outside({ "legato-api.json": "changed" });
    expect(await client.squiggles("legato-api.json")).toMatchObject([{ rule: "project-file", severity: "error" }]);
    fixture.remove("legato-api.json");
    client.outside({ "legato-api.json": "deleted" });
    expect(await client.squiggles("legato-api.json")).toEqual([]);
    expect(await client.squiggles("main/a.api")).toMatchObject([{ rule: "import-outside-search-path" }]);
  });

  test("nothing is said about excluded files, open or not", async () => {
    const broken = "FUNCTION Go(foo x);\n";
    const fixture = new Fixture(`//- build/a.api\n${broken}//- build/c.api\n${broken}//- b.api\n${broken}`);
    const client = await TestClient.start(fixture, { settings: { exclude: ["build"] } });
    client.open("build/a.api");
    expect(await client.squiggles("build/a.api")).toEqual([]);
    expect(await client.squiggles("build/c.api")).toEqual([]);
    expect(await client.squiggles("b.api")).toHaveLength(1);
    client.configure({});
    expect(await client.squiggles("build/a.api")).toHaveLength(1);
    expect(await client.squiggles("build/c.api")).toHaveLength(1);
    client.configure({ exclude: ["*.api"] });
    expect(await client.squiggles("build/c.api")).toHaveLength(1);
    expect(await client.squiggles("b.api")).toEqual([]);
  });

  test("the dialect decides whether numbers are allowed, needed or neither", async () => {
    const fixture = new Fixture("//- a.api\nFUNCTION Go() = 1;\nFUNCTION Stop();\n//- b.api\nFUNCTION Go();\n");
    const client = await TestClient.start(fixture, { settings: { dialect: "legato" } });
    const errors = async (name: string) =>
      (await client.squiggles(name)).filter(({ severity }) => severity === "error").map(({ line }) => line);
    expect(await errors("a.api")).toEqual([0]);
    expect((await client.diagnostics("a.api"))[0]?.message).toContain("legatoApi.dialect");
    expect(await errors("b.api")).toEqual([]);
    client.configure({ dialect: "telaf" });
    expect(await errors("a.api")).toEqual([1]);
    expect(await errors("b.api")).toEqual([]);
    client.configure({ dialect: "auto" });
    expect(await errors("a.api")).toEqual([1]);
  });

  test("only open files, where the user wants that", async () => {
    const fixture = new Fixture("//- a.api\nFUNCTION Go(foo x);\n//- b.api\nFUNCTION Go(foo x);\n");
    const client = await TestClient.start(fixture, { settings: { diagnosticsScope: "openFiles" } });
    client.open("a.api");
    expect(await client.squiggles("a.api")).toHaveLength(1);
    expect(await client.squiggles("b.api")).toHaveLength(0);
    client.close("a.api");
    expect(await client.squiggles("a.api")).toHaveLength(0);
  });

  test("an editor without configuration gives its settings when it starts", async () => {
    const fixture = new Fixture("//- main/a.api\nUSETYPES b;\n//- lib/b.api\nREFERENCE T;\n");
    const client = await TestClient.start(fixture, {
      isPlain: true,
      initializationOptions: { importPaths: ["lib"], colour: "red", dialect: 3 },
    });
    client.open("main/a.api");
    expect(await client.squiggles("main/a.api")).toEqual([]);
    expect(client.log.join("\n")).toContain("'dialect' must be one of auto, legato, telaf");
    client.configure({ strictImports: true });
    expect(await client.squiggles("main/a.api")).toMatchObject([{ rule: "missing-import" }]);
  });

  test("a comment with a reason silences a warning, one without is a warning itself", async () => {
    const fixture = new Fixture(`
      //- main/a.api
      // legato-api-ignore import-outside-search-path: the SDK is added by the build
      USETYPES b;
      //- main/c.api
      USETYPES b; // legato-api-ignore import-outside-search-path
                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[ignore-comment]: Say why
      //- lib/b.api
      REFERENCE T;
    `);
    const client = await TestClient.start(fixture);
    client.open("main/a.api");
    client.open("main/c.api");
    expect(await client.surprises("main/a.api")).toEqual(nothing);
    expect(await client.surprises("main/c.api")).toEqual(nothing);
  });
});

describe("bad input", () => {
  test("an empty file, NUL bytes, CRLF and 10 MB: the server says something sensible and stays up", async () => {
    const fixture = new Fixture("//- good.api\nFUNCTION Go(foo x);\n");
    fixture.write("empty.api", "");
    fixture.write("nul.api", "FUNCTION Go();\u0000\u0000\n");
    fixture.write("crlf.api", "FUNCTION Go();\r\nFUNCTION Stop();\r\n");
    fixture.write("large.api", "// x\n".repeat(2 * 1024 * 1024));
    const client = await TestClient.start(fixture);
    for (const name of ["empty.api", "nul.api", "crlf.api"]) {
      client.open(name);
    }
    expect(await client.squiggles("empty.api")).toEqual([]);
    expect((await client.squiggles("nul.api")).map(({ severity }) => severity)).not.toContain("error");
    expect((await client.squiggles("crlf.api")).map(({ severity }) => severity)).not.toContain("error");
    expect(await client.squiggles("large.api")).toMatchObject([{ rule: "file-too-large", line: 0 }]);
    client.open("large.api");
    expect(await client.squiggles("large.api")).toMatchObject([{ rule: "file-too-large", line: 0 }]);
    expect(await client.squiggles("good.api")).toHaveLength(1);
  });

  test("bytes that are not UTF-8 are shown at their place, in the file and not in others", async () => {
    const fixture = new Fixture("//- good.api\nFUNCTION Go();\n");
    fixture.write(
      "latin1.api",
      Uint8Array.from([...Buffer.from("// Gr"), 0xfc, ...Buffer.from("n\nFUNCTION Go();\n")]),
    );
    const client = await TestClient.start(fixture);
    expect(await client.squiggles("latin1.api")).toMatchObject([{ line: 0, start: 5, severity: "error" }]);
    expect(await client.squiggles("good.api")).toEqual([]);
  });

  test("a file and a folder without permission", async () => {
    const fixture = new Fixture("//- a.api\nFUNCTION Go(foo x);\n//- locked.api\n\n//- closed/b.api\n\n");
    fixture.deny("locked.api", "closed");
    const client = await TestClient.start(fixture);
    expect(await client.squiggles("locked.api")).toMatchObject([{ rule: "file-not-readable" }]);
    expect(await client.squiggles("a.api")).toHaveLength(1);
    expect(client.log.join("\n")).toContain(`${fixture.path("closed")} cannot be read`);
  });

  test("an untitled document and one of another scheme are checked", async () => {
    const fixture = new Fixture("//- b.api\nREFERENCE T;\n");
    const client = await TestClient.start(fixture);
    client.open("untitled:Untitled-1", "USETYPES b;\nFUNCTION Go(b.T t IN, foo x);\n");
    expect(await client.squiggles("untitled:Untitled-1")).toMatchObject([
      { rule: "import-outside-search-path" },
      { rule: "unknown-type" },
    ]);
    client.open("vscode-vfs://github/x/a.api", "FUNCTION Go(foo x);\n");
    expect(await client.squiggles("vscode-vfs://github/x/a.api")).toMatchObject([{ rule: "unknown-type" }]);
    client.close("untitled:Untitled-1");
    expect(await client.squiggles("untitled:Untitled-1")).toEqual([]);
  });

  test("no folder at all: a single open file is checked", async () => {
    const fixture = new Fixture("//- a.api\nUSETYPES b;\nFUNCTION Go(b.T t IN);\n//- b.api\nREFERENCE T;\n");
    const client = await TestClient.start(fixture, { folders: [] });
    client.open("a.api");
    expect(await client.squiggles("a.api")).toEqual([]);
  });

  test("requests for files that do not exist, or are closed, are answered", async () => {
    const fixture = new Fixture("//- a.api\nFUNCTION Go(foo x);\n");
    const client = await TestClient.start(fixture);
    expect(await client.codeActions("a.api", "foo")).toEqual([]);
    fixture.remove("a.api");
    client.outside({ "a.api": "deleted" });
    expect(await client.squiggles("a.api")).toEqual([]);
  });

  test("a symlinked folder does not show everything twice, and an unsaved text counts under both names", async () => {
    const fixture = new Fixture("//- real/a.api\nFUNCTION Go(foo x);\n//- main/c.api\nUSETYPES a;\n");
    fixture.link("linked", "real");
    const client = await TestClient.start(fixture);
    await client.settled();
    const shown = [await client.squiggles("real/a.api"), await client.squiggles("linked/a.api")];
    expect(shown.flat()).toHaveLength(1);
    client.open("linked/a.api");
    client.edit("linked/a.api", "foo", "uint8");
    expect(await client.squiggles("real/a.api")).toEqual([]);
    expect(await client.squiggles("linked/a.api")).toEqual([]);
  });
});
