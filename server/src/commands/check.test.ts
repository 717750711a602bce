import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const sound = "//- a.api\nFUNCTION Go(uint8 n IN);\n";
const broken = "//- sub/b.api\nFUNCTION Go(foo n IN);\n";
const outside = "//- main/c.api\nUSETYPES d;\nFUNCTION Go(d.T t IN);\n//- lib/d.api\nREFERENCE T;\n";

describe("exit code", () => {
  test("0 for clean files", async () => {
    const { code, stdout } = await run(new Fixture(sound), ["check", "."]);
    expect(code).toBe(0);
    expect(stdout).toBe("1 file checked: 0 errors, 0 warnings.\n");
  });

  test("1 for an error, shown with a 1-based place", async () => {
    const { code, stdout } = await run(new Fixture(sound + broken), ["check", "."]);
    expect(code).toBe(1);
    expect(stdout).toContain("sub/b.api:1:13: error: ");
    expect(stdout).toContain("[unknown-type]\n");
    expect(stdout).toContain("2 files checked: 1 error, 0 warnings.\n");
  });

  test("1 for more warnings than --max-warnings, 0 up to it", async () => {
    const fixture = new Fixture(outside);
    expect((await run(fixture, ["check", "."])).code).toBe(1);
    expect((await run(fixture, ["check", "--max-warnings", "1", "."])).code).toBe(0);
  });

  test("1 when the grammars are missing: a broken installation is no clean tree", async () => {
    const component = `
      //- door.api
      REFERENCE Door;
      FUNCTION Door Open(string name[8]);
      FUNCTION Close(Door door);
      //- server/Component.cdef
      provides: { api: { $CURDIR/../door.api } }
      sources: { server.c }
      //- server/server.c
      door_DoorRef_t door_Open(const char* name) { return MakeDoor(name); }
    `;
    const wasmPath = (name: string) => `/nowhere/${name}`;
    const { code, stdout } = await run(new Fixture(component), ["check", "."], "", { wasmPath });
    expect(code).toBe(1);
    expect(stdout).toContain("server/Component.cdef:1:1: warning: Nothing is known about the close handlers");
  });

  test("information and hints never count", async () => {
    const settings = '//- legato-api.json\n{ "rules": { "import-outside-search-path": "information" } }\n';
    const { code, stdout } = await run(new Fixture(outside + settings), ["check", "."]);
    expect(code).toBe(0);
    expect(stdout).toContain("main/c.api:1:10: information: ");
  });

  test.each([
    { what: "no path", args: ["check"], message: "Name the files or folders" },
    { what: "a path that is not there", args: ["check", "none"], message: "none: no such file or folder" },
    { what: "an unknown option", args: ["check", "--colour", "."], message: "--colour" },
    { what: "an unknown format", args: ["check", "--format", "xml", "."], message: "one of text, json, sarif, github" },
    { what: "warnings that are no number", args: ["check", "--max-warnings", "few", "."], message: "needs a number" },
    { what: "a baseline that is not there", args: ["check", "--baseline", "none", "."], message: "cannot be read" },
    { what: "no command", args: [], message: "Usage: legato-api" },
    { what: "an unknown command", args: ["chekc"], message: "there is no command 'chekc'" },
  ])("2 for $what, with what to write instead on stderr", async ({ args, message }) => {
    const { code, stdout, stderr } = await run(new Fixture(sound), args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });
});

describe("what is checked", () => {
  test("a file by its name, a folder with all below it, and nothing else", async () => {
    const fixture = new Fixture(`${sound}${broken}//- other/e.api\nFUNCTION Go(foo n IN);\n`);
    expect((await run(fixture, ["check", "a.api"])).stdout).toBe("1 file checked: 0 errors, 0 warnings.\n");
    const { stdout } = await run(fixture, ["check", "a.api", "sub"]);
    expect(stdout).toContain("sub/b.api:1:13");
    expect(stdout).not.toContain("other");
  });

  test("paths are as given, so that a terminal can open them", async () => {
    const fixture = new Fixture(broken);
    expect((await run(fixture, ["check", "./sub"])).stdout).toMatch(/^sub\/b\.api:1:13/);
    expect((await run(fixture, ["check", fixture.folder])).stdout).toContain(`${fixture.path("sub/b.api")}:1:13`);
    expect((await run(fixture, ["check", "../b.api"], "sub/deeper")).stdout).toMatch(/^\.\.\/b\.api:1:13/);
  });

  test("--import-dir is searched, --strict-imports searches nothing else", async () => {
    const fixture = new Fixture(outside);
    expect((await run(fixture, ["check", "--import-dir", "lib", "main"])).code).toBe(0);
    const strict = await run(fixture, ["check", "--strict-imports", "main"]);
    expect(strict.stdout).toContain("[missing-import]");
    expect((await run(fixture, ["check", "--strict-imports", "--import-dir=lib", "main"])).code).toBe(0);
  });

  test("excluded files are left out, and one that was named is said to be", async () => {
    const fixture = new Fixture(`${sound}${broken}//- legato-api.json\n{ "exclude": ["sub"] }\n`);
    expect((await run(fixture, ["check", "."])).code).toBe(0);
    const named = await run(fixture, ["check", "sub/b.api"]);
    expect(named.code).toBe(0);
    expect(named.stderr).toContain("sub/b.api is excluded by the settings");
  });

  test("a broken legato-api.json is an error of its own", async () => {
    const fixture = new Fixture(`${sound}//- legato-api.json\n{ "exclude": \n`);
    const { code, stdout } = await run(fixture, ["check", "."]);
    expect(code).toBe(1);
    expect(stdout).toContain("legato-api.json:2:1: error: Not valid JSON");
  });

  test("a missing close handler is told once, whichever of its places is asked for", async () => {
    const fixture = new Fixture(`
      //- api/door.api
      REFERENCE Door;
      FUNCTION Door Open(string name[32] IN);
      FUNCTION Close(Door door IN);
      //- server/Component.cdef
      provides: { api: { $CURDIR/../api/door.api } }
      sources: { door.c }
      //- server/door.c
      #include "legato.h"
      door_DoorRef_t door_Open(const char* name) { return le_ref_CreateRef(Doors, OpenDevice(name)); }
      void door_Close(door_DoorRef_t door) { le_ref_DeleteRef(Doors, door); }
      COMPONENT_INIT { Doors = le_ref_CreateMap("doors", 4); }
      //- legato-api.json
      {}
    `);
    for (const asked of [".", "api/door.api", "server/door.c", "server"]) {
      const { code, stdout } = await run(fixture, ["check", asked]);
      expect(code).toBe(1);
      expect(stdout.match(/\[missing-close-handler\]/g)).toHaveLength(1);
      expect(stdout).toContain("server/door.c:2:16: warning: ");
      expect(stdout).toContain("\n  api/door.api:2:15: ");
      expect(stdout).toContain(": 0 errors, 1 warning.");
    }
  });

  test("who names a component is told all about it, wherever its sources lie", async () => {
    const fixture = new Fixture(`
      //- job.api
      REFERENCE Job;
      FUNCTION Job Open();
      FUNCTION Close(Job job IN);
      //- server/Component.cdef
      provides: { api: { $CURDIR/../job.api } }
      sources: { ../shared/job.c }
      //- shared/job.c
      static le_ref_MapRef_t Jobs;
      job_JobRef_t job_Open(void) { return le_ref_CreateRef(Jobs, NewJob()); }
      void job_Close(job_JobRef_t job) { le_ref_DeleteRef(Jobs, job); }
    `);
    for (const asked of ["server", "server/Component.cdef"]) {
      const { code, stdout } = await run(fixture, ["check", asked]);
      expect(code).toBe(1);
      expect(stdout).toMatch(/shared\/job\.c:2:14: warning: .*\[missing-close-handler\]/);
    }
  });

  test("a folder without permission is always said and stops nothing", async () => {
    const fixture = new Fixture(`${sound}${broken}`);
    fixture.deny("sub");
    const { code, stdout, stderr } = await run(fixture, ["check", "."]);
    expect(code).toBe(0);
    expect(stdout).toBe("1 file checked: 0 errors, 0 warnings.\n");
    expect(stderr).toBe("sub cannot be read: the files in it were left out.\n");
  });

  test("a folder without permission that was asked for is no clean one", async () => {
    const fixture = new Fixture(`${sound}${broken}`);
    fixture.deny("sub");
    const { code, stdout, stderr } = await run(fixture, ["check", "sub"]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("sub: permission denied.");
  });
});

test("a mistake in legato-api.json counts for what lies below it, and not for its neighbours", async () => {
  const fixture = new Fixture(
    `${sound}//- other/legato-api.json\n{ "importPaths": 3 }\n//- other/a.api\nFUNCTION Go();\n`,
  );
  fixture.write(".git/HEAD", "");
  fixture.write("sub/b.api", "FUNCTION Go();\n");
  expect(await run(fixture, ["check", "sub"])).toMatchObject({ code: 0 });
  for (const asked of [["other"], ["other/a.api"], ["sub", "other/a.api"], ["."]]) {
    const { code, stdout } = await run(fixture, ["check", ...asked]);
    expect({ asked, code }).toEqual({ asked, code: 1 });
    expect(stdout).toContain("'importPaths' must be a list of texts. [project-file]");
  }
});

describe("--baseline", () => {
  test("accepts what was there before, wherever it stands now, and tells what is new", async () => {
    const fixture = new Fixture(broken);
    fixture.write("baseline.json", (await run(fixture, ["check", "--format", "json", "."])).stdout);
    expect((await run(fixture, ["check", "--baseline", "baseline.json", "."])).code).toBe(0);
    fixture.write("sub/b.api", "\n\nFUNCTION Go(foo n IN);\nFUNCTION Run(foo n IN);\nFUNCTION Hop(bar n IN);\n");
    const { code, stdout } = await run(fixture, ["check", "--baseline", "baseline.json", "."]);
    expect(code).toBe(1);
    expect(stdout).not.toContain(":3:");
    expect(stdout).toContain("sub/b.api:4:14");
    expect(stdout).toContain("sub/b.api:5:14");
    expect(stdout).toContain("2 errors");
  });

  test("that is not JSON is a usage error", async () => {
    const fixture = new Fixture(`${broken}//- baseline.json\nnot json\n`);
    const { code, stderr } = await run(fixture, ["check", "--baseline", "baseline.json", "."]);
    expect(code).toBe(2);
    expect(stderr).toContain("is not JSON");
  });

  test("that is another report is a usage error, not one without findings", async () => {
    const fixture = new Fixture(broken);
    fixture.write("baseline.sarif", (await run(fixture, ["check", "--format", "sarif", "."])).stdout);
    const { code, stdout, stderr } = await run(fixture, ["check", "--baseline", "baseline.sarif", "."]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("The baseline baseline.sarif is no JSON report of check. Write it with");
  });
});

describe("--fix", () => {
  test("applies the safe cures, says how many, and tells what is left", async () => {
    const fixture = new Fixture(broken);
    fixture.write("crlf.api", "FUNCTION Go();\r\nFUNCTION Stop();\r\n");
    const { code, stdout, stderr } = await run(fixture, ["check", "--fix", "."]);
    expect(stderr).toBe("1 problem fixed.\n");
    expect(fixture.read("crlf.api")).toBe("FUNCTION Go();\nFUNCTION Stop();\n");
    expect(stdout).toContain("2 files checked: 1 error, 0 warnings.");
    expect(code).toBe(1);
    expect((await run(fixture, ["check", "crlf.api"])).code).toBe(0);
  });

  test("writes only what was asked for, and leaves bytes alone that are not UTF-8", async () => {
    const fixture = new Fixture();
    fixture.write("a.api", "FUNCTION Go();\r\n");
    const latin1 = Buffer.concat([Buffer.from("// "), Buffer.from([0xfc]), Buffer.from("\r\nFUNCTION Go();\r\n")]);
    fixture.write("sub/b.api", latin1);
    const { stderr } = await run(fixture, ["check", "--fix", "sub"]);
    expect(stderr).toBe("0 problems fixed.\n");
    expect(fixture.read("a.api")).toContain("\r\n");
    expect(fixture.bytes("sub/b.api").equals(latin1)).toBe(true);
  });

  test("a file that may not be written is said, and stops nothing", async () => {
    const fixture = new Fixture();
    fixture.write("closed/a.api", "FUNCTION Go();\r\n");
    fixture.write("open/b.api", "FUNCTION Go();\r\n");
    // Also for nobody, who root is meanwhile.
    for (const name of ["open", "open/b.api"]) fs.chmodSync(fixture.path(name), 0o777);
    fixture.protect("closed");
    const { stderr } = await run(fixture, ["check", "--fix", "."]);
    expect(stderr).toMatch(/^closed\/a\.api could not be fixed: .*\n1 problem fixed\.\n$/);
    expect(fixture.read("open/b.api")).toBe("FUNCTION Go();\n");
    expect(fixture.read("closed/a.api")).toContain("\r\n");
  });
});

describe("--format", () => {
  test("json is the public shape: LSP positions, paths relative to the folder checked", async () => {
    const fixture = new Fixture(outside + broken);
    const { stdout } = await run(fixture, ["check", "--format", "json", "--import-dir", "lib", fixture.folder]);
    expect(JSON.parse(stdout)).toEqual({
      files: [
        { path: "lib/d.api", diagnostics: [] },
        { path: "main/c.api", diagnostics: [] },
        {
          path: "sub/b.api",
          diagnostics: [
            {
              rule: "unknown-type",
              severity: "error",
              message: expect.any(String),
              range: { start: { line: 0, character: 12 }, end: { line: 0, character: 15 } },
              related: [],
            },
          ],
        },
      ],
      summary: { files: 3, errors: 1, warnings: 0 },
    });
  });

  test("github annotates lines", async () => {
    const { stdout } = await run(new Fixture(broken), ["check", "--format", "github", "."]);
    expect(stdout).toMatch(/^::error file=sub\/b\.api,line=1,endLine=1,col=13,endColumn=16,title=unknown-type::/);
    expect(stdout.trimEnd()).not.toContain("\n");
  });

  test("sarif names rules, places and the root", async () => {
    const { stdout } = await run(new Fixture(broken), ["check", "--format", "sarif", "."]);
    const log = JSON.parse(stdout);
    expect(log.version).toBe("2.1.0");
    expect(log.runs[0].tool.driver.rules[0]).toMatchObject({ id: "unknown-type" });
    expect(log.runs[0].results[0]).toMatchObject({
      ruleId: "unknown-type",
      level: "error",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "sub/b.api", uriBaseId: "SRCROOT" },
            region: { startLine: 1, startColumn: 13, endLine: 1, endColumn: 16 },
          },
        },
      ],
    });
  });

  test("text has colours on a terminal only, and not where the user wants none", async () => {
    const fixture = new Fixture(broken);
    const colour = "\u001b[";
    expect((await run(fixture, ["check", "."])).stdout).not.toContain(colour);
    expect((await run(fixture, ["check", "."], "", { isTerminal: true })).stdout).toContain(`${colour}31merror`);
    const environment = { NO_COLOR: "1" };
    expect((await run(fixture, ["check", "."], "", { isTerminal: true, environment })).stdout).not.toContain(colour);
  });
});
