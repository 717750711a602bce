import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const before = `//- old/printer.api
/** Opens. */
FUNCTION Open(uint8 way);
FUNCTION Close();
//- old/sub/same.api
FUNCTION Go();
//- old/gone.api
FUNCTION Went();
`;
const after = `//- new/printer.api
/** Opens it. */
FUNCTION Open(uint16 way);
FUNCTION Close();
//- new/sub/same.api
// Only a comment.
FUNCTION Go();
//- new/added.api
FUNCTION Come();
`;

describe("against another folder", () => {
  test("that cannot be read is no folder in which nothing is", async () => {
    const fixture = new Fixture(before + after);
    fixture.deny("old");
    const { code, stdout, stderr } = await run(fixture, ["breaking", "--against", "old", "new"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("old: permission denied.");
  });

  test("tells what changed, with both places, and what is gone", async () => {
    const { code, stdout, stderr } = await run(new Fixture(before + after), ["breaking", "--against", "old", "new"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.replaceAll(/[0-9a-f]{32}/g, "ID")).toBe(
      `new/printer.api:1:1: PROTOCOL: The protocol id was ID and is ID: peers built before and after refuse each other [protocol-id]
new/printer.api:2:10: DOC: The documentation of FUNCTION Open changed [documentation]
  old/printer.api:2:10: before
new/printer.api:2:22: SOURCE, WIRE, PROTOCOL: Parameter way of FUNCTION Open was uint8 and is uint16 [parameter-type]
  old/printer.api:2:21: before
new/gone.api:1:1: SOURCE, PROTOCOL: The interface was removed [interface-removed]
2 files compared with old: 2 SOURCE, 1 WIRE, 3 PROTOCOL, 1 DOC.
`,
    );
  });

  test("exit code 0 when only documentation changed", async () => {
    const fixture = new Fixture("//- old/a.api\n/** One. */ FUNCTION F();\n//- new/a.api\n/** Two. */ FUNCTION F();\n");
    const { code, stdout } = await run(fixture, ["breaking", "--against", "old", "new"]);
    expect(code).toBe(0);
    expect(stdout).toContain("1 file compared with old: 0 SOURCE, 0 WIRE, 0 PROTOCOL, 1 DOC.\n");
  });

  test("a file named by itself is found by its path or its name", async () => {
    const fixture = new Fixture(
      "//- old/new/a.api\nFUNCTION F();\n//- old/b.api\nFUNCTION F();\n//- new/a.api\nFUNCTION F();\n//- new/b.api\nFUNCTION F();\n",
    );
    const { stdout } = await run(fixture, ["breaking", "--against", "old", "new/a.api", "new/b.api"]);
    expect(stdout).toBe("2 files compared with old: 0 SOURCE, 0 WIRE, 0 PROTOCOL, 0 DOC.\n");
  });

  test("imports are the old ones for the old files, with --import-dir too", async () => {
    const api = "USETYPES base;\nFUNCTION F(base.Kind kind);\n";
    const fixture = new Fixture(`//- old/a.api
${api}//- old/lib/base.api
ENUM Kind { A };
//- a.api
${api}//- lib/base.api
ENUM Kind { A = 1 };
`);
    const { stdout } = await run(fixture, [
      "breaking",
      "--against",
      "old",
      "--strict-imports",
      "--import-dir",
      "lib",
      "a.api",
    ]);
    expect(stdout).toContain(
      "a.api:1:10: WIRE, PROTOCOL: base, which is imported, has a change: A of ENUM Kind was 0 and is 1 [import-changed]",
    );
  });

  test("a file with errors is not compared: new ones fail, old ones are passed over", async () => {
    const fixture = new Fixture(`//- old/a.api
FUNCTION F();
//- old/b.api
FUNCTION F(foo x);
//- old/c.api
FUNCTION F(foo x);
//- new/a.api
FUNCTION F(foo x);
//- new/b.api
FUNCTION F();
//- new/c.api
FUNCTION F(foo x);
`);
    const all = await run(fixture, ["breaking", "--against", "old", "new"]);
    expect(all.code).toBe(1);
    expect(all.stderr.split("\n")).toEqual([
      "new/a.api has errors and was not compared.",
      "old/b.api had errors and was not compared.",
      "new/c.api has errors and was not compared.",
      "",
    ]);
    expect(all.stdout).toBe("0 files compared with old: 0 SOURCE, 0 WIRE, 0 PROTOCOL, 0 DOC.\n");
    expect((await run(fixture, ["breaking", "--against", "old", "new/c.api"])).code).toBe(0);
  });
});

describe("the other formats", () => {
  const args = (format: string): string[] => ["breaking", "--against", "old", "--format", format, "new"];

  test("json", async () => {
    const { stdout } = await run(new Fixture(before + after), args("json"));
    expect(JSON.parse(stdout)).toMatchObject({
      against: "old",
      files: [
        {
          path: "printer.api",
          changes: [
            { rule: "protocol-id", effects: ["PROTOCOL"] },
            { rule: "documentation", effects: ["DOC"] },
            {
              rule: "parameter-type",
              effects: ["SOURCE", "WIRE", "PROTOCOL"],
              range: { start: { line: 1, character: 21 }, end: { line: 1, character: 24 } },
              before: { path: "old/printer.api", range: { start: { line: 1, character: 20 } } },
            },
          ],
        },
        { path: "gone.api", changes: [{ rule: "interface-removed" }] },
      ],
      summary: { files: 2, source: 2, wire: 1, protocol: 3, doc: 1 },
    });
  });

  test("github", async () => {
    const { stdout } = await run(new Fixture(before + after), args("github"));
    expect(stdout).toContain(
      "::error file=new/printer.api,line=2,endLine=2,col=22,endColumn=25,title=parameter-type::SOURCE, WIRE, PROTOCOL: Parameter way",
    );
    expect(stdout).toContain("::warning file=new/printer.api,line=1");
    expect(stdout).toContain("::notice file=new/printer.api,line=2");
  });

  test("sarif", async () => {
    const { stdout } = await run(new Fixture(before + after), args("sarif"));
    const [result] = JSON.parse(stdout).runs[0].results;
    expect(result).toMatchObject({
      ruleId: "protocol-id",
      level: "warning",
      locations: [{ physicalLocation: { artifactLocation: { uri: "new/printer.api" } } }],
      relatedLocations: [{ message: { text: "as of old" } }],
    });
    expect(JSON.parse(stdout).runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toContain(
      "parameter-type",
    );
  });
});

describe("against a revision", () => {
  function repository(text: string): Fixture {
    const fixture = new Fixture(text);
    const git = (...args: string[]): void => {
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
        cwd: fixture.folder,
        stdio: "ignore",
      });
    };
    git("init", "-q");
    git("add", ".");
    git("-c", "commit.gpgsign=false", "commit", "-q", "-m", "x");
    return fixture;
  }

  const base =
    "//- lib/base.api\nENUM Kind { A };\n//- lib/printer.api\nUSETYPES base;\nFUNCTION Open(base.Kind kind);\n//- lib/gone.api\nFUNCTION F();\n";

  test("whose files are not all in a partial clone is no revision in which they were empty", async () => {
    const fixture = repository(base);
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: fixture.folder, encoding: "utf8" });
    for (const [name, value] of Object.entries({
      "remote.origin.promisor": "true",
      "remote.origin.url": fixture.path("x"),
    }))
      git("config", name, value);
    const blob = git("rev-parse", "HEAD:lib/printer.api").trim();
    fixture.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
    const { code, stdout, stderr } = await run(fixture, ["breaking", "--against", "HEAD", "."]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("legato-api breaking: The files of 'HEAD' cannot be read (");
    expect(stderr).toContain("'git archive --output FILE HEAD' fetches what is missing.");
  });

  test("compares with the files as they were, imports included, and writes nothing", async () => {
    const fixture = repository(base);
    fixture.write("lib/base.api", "\nENUM Kind { A = 2 };\n");
    fixture.write("lib/new.api", "FUNCTION F();\n");
    fixture.remove("lib/gone.api");
    const { code, stdout } = await run(fixture, ["breaking", "--against", "HEAD", "printer.api", "base.api"], "lib");
    expect(code).toBe(1);
    expect(stdout.replaceAll(/[0-9a-f]{32}/g, "ID")).toBe(
      `base.api:1:1: PROTOCOL: The protocol id was ID and is ID: peers built before and after refuse each other [protocol-id]
base.api:2:13: WIRE, PROTOCOL: A of ENUM Kind was 0 and is 2 [member-value]
  HEAD:base.api:1:13: before
printer.api:1:1: PROTOCOL: The protocol id was ID and is ID: peers built before and after refuse each other [protocol-id]
printer.api:1:10: WIRE, PROTOCOL: base, which is imported, has a change: A of ENUM Kind was 0 and is 2 [import-changed]
  HEAD:printer.api:1:10: before
2 files compared with HEAD: 0 SOURCE, 2 WIRE, 4 PROTOCOL, 0 DOC.
`,
    );
    const all = await run(fixture, ["breaking", "--against", "HEAD", "."]);
    expect(all.stdout).toContain("lib/gone.api:1:1: SOURCE, PROTOCOL: The interface was removed [interface-removed]\n");
    expect(execFileSync("git", ["status", "--porcelain"], { cwd: fixture.folder }).toString()).toBe(
      " M lib/base.api\n D lib/gone.api\n?? lib/new.api\n",
    );
  });

  test("nothing changed", async () => {
    const { code, stdout } = await run(repository(base), ["breaking", "--against", "HEAD", "."]);
    expect(code).toBe(0);
    expect(stdout).toBe("3 files compared with HEAD: 0 SOURCE, 0 WIRE, 0 PROTOCOL, 0 DOC.\n");
  });

  test("a revision that is none", async () => {
    const { code, stderr } = await run(repository(base), ["breaking", "--against", "nope", "."]);
    expect(code).toBe(2);
    expect(stderr).toContain("'nope' is neither a folder nor a revision of the git repository in ");
    const option = await run(repository(base), ["breaking", "--against=--all", "."]);
    expect(option.stderr).toContain("'--all' is neither a folder nor a revision");
  });

  test("no repository", async () => {
    const { code, stderr } = await run(new Fixture(before), ["breaking", "--against", "HEAD", "old"]);
    expect(code).toBe(2);
    expect(stderr).toContain("'HEAD' is no folder, and git knows no repository in ");
  });
});

test.each([
  [["breaking", "."], "Say what to compare with"],
  [["breaking", "--against", "", "."], "Say what to compare with"],
  [["breaking", "--against", "old"], "Name the files or folders"],
  [["breaking", "--against", "old", "--format", "xml", "."], "one of text, json, sarif, github"],
])("%j is no command line", async (args, message) => {
  const { code, stderr } = await run(new Fixture(before), args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
