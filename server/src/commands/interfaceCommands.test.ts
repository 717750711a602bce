import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const printer = `//- printer.api
USETYPES base;
REFERENCE Job;
/** Opens. */
FUNCTION Job Open(string name[24] IN, base.Kind kind);
FUNCTION Close(Job job);
//- base.api
ENUM Kind { SMALL, LARGE };
`;
const broken = "//- broken.api\nFUNCTION Go(foo n IN);\n";

describe("describe", () => {
  test("shows ids, sizes, functions, and who acquires", async () => {
    const { code, stdout, stderr } = await run(new Fixture(printer), ["describe", "printer.api"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`printer
  protocol id      04a521d8afe91b7af0d844814ef17793
  with RPC         33d432c12f9259797eb00bdb8b5a0b43
  message size     40 bytes (RPC 48; local services 25 on 32 bits, 29 on 64)
  imports          base
  types            Job

id  function                     request  response  ownership
 0  Open(name[24], kind) -> Job       32         4  acquires Job, released by Close (certain)
 1  Close(job)                         4         0  releases Job, acquired by Open (certain)
`);
  });

  test("as JSON it has the public shape", async () => {
    const { stdout } = await run(new Fixture(printer), ["describe", "--json", "printer.api"]);
    expect(JSON.parse(stdout)).toMatchObject({
      name: "printer",
      protocolId: expect.stringMatching(/^[0-9a-f]{32}$/),
      protocolIdRpc: expect.stringMatching(/^[0-9a-f]{32}$/),
      messageSize: 40,
      messageSizeRpc: expect.any(Number),
      localMessageSize32: expect.any(Number),
      localMessageSize64: expect.any(Number),
      imports: ["base"],
      types: [{ name: "Job", kind: "reference" }],
      definitions: [],
      functions: [
        {
          id: 0,
          name: "Open",
          kind: "function",
          role: "acquire",
          resource: "Job",
          pairedWith: "Close",
          confidence: "certain",
        },
        {
          id: 1,
          name: "Close",
          kind: "function",
          role: "release",
          resource: "Job",
          pairedWith: "Open",
          reason: expect.any(String),
        },
      ],
    });
  });

  test("an import from --import-dir counts", async () => {
    const fixture = new Fixture(printer.replace("//- base.api", "//- other/base.api"));
    const { code } = await run(fixture, ["describe", "--strict-imports", "--import-dir", "other", "printer.api"]);
    expect(code).toBe(0);
    expect((await run(fixture, ["describe", "--strict-imports", "printer.api"])).code).toBe(1);
  });
});

describe("export", () => {
  test("prints the reference compiler's JSON, with paths as they were given", async () => {
    const fixture = new Fixture(printer);
    const { code, stdout } = await run(fixture, ["export", "--format", "ifgen-json", "./printer.api"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: "printer",
      path: "printer.api",
      imports: {
        base: {
          path: "base.api",
          types: { Kind: { kind: "EnumType", location: { file: "base.api", line: 1, column: 5 } } },
        },
      },
      functions: {
        Open: { kind: "Function", comments: [" Opens. "], location: { file: "printer.api", line: 4, column: 13 } },
      },
    });
  });

  test("--name-prefix is passed on", async () => {
    const { stdout } = await run(new Fixture(printer), [
      "export",
      "--format",
      "ifgen-json",
      "--name-prefix",
      "lp",
      "printer.api",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ name: "lp", baseName: "printer" });
  });
});

describe("types", () => {
  test("writes them beside the file, and again over its own", async () => {
    const fixture = new Fixture(printer);
    expect(await run(fixture, ["types", "printer.api"])).toEqual({ code: 0, stdout: "printer.api.ts\n", stderr: "" });
    expect(fixture.read("printer.api.ts")).toContain("    open(args: { name: string; kind: BaseKind }): Job;\n");
    fixture.write("printer.api.ts", `${fixture.read("printer.api.ts")}// mine\n`);
    expect((await run(fixture, ["types", "printer.api"])).code).toBe(0);
    expect(fixture.read("printer.api.ts")).not.toContain("// mine");
  });

  test("to standard output or another file", async () => {
    const fixture = new Fixture(`${printer}//- out/keep\n`);
    const { stdout } = await run(fixture, ["types", "--output", "-", "printer.api"]);
    expect(stdout).toContain("export interface Printer {");
    await run(fixture, ["types", "--output", "out/p.ts", "printer.api"]);
    expect(fixture.read("out/p.ts")).toBe(stdout);
  });

  test("never over what somebody else wrote", async () => {
    const fixture = new Fixture(`${printer}//- printer.api.ts\nexport {};\n`);
    const { code, stderr } = await run(fixture, ["types", "printer.api"]);
    expect(code).toBe(2);
    expect(stderr).toContain("printer.api.ts exists and was not written by this command.");
    expect(fixture.read("printer.api.ts")).toBe("export {};\n");
  });

  test("a folder that does not exist is said, not thrown", async () => {
    const { code, stderr } = await run(new Fixture(printer), ["types", "--output", "none/p.ts", "printer.api"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^none\/p\.ts cannot be written: /);
  });
});

describe.each([["describe"], ["export", "--format", "ifgen-json"], ["types"]])("%s", (...command) => {
  test("refuses a file with errors, and shows them", async () => {
    const { code, stdout, stderr } = await run(new Fixture(broken), [...command, "broken.api"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^broken\.api:1:13: error: .* \[unknown-type\]\nbroken\.api has errors, so a build makes nothing of it\.\n$/,
    );
  });

  test.each([
    [[], "Name an .api file."],
    [["printer.api", "base.api"], "Name one .api file only."],
    [["none.api"], "none.api: no such file or folder."],
    [["."], ". is a folder. Name an .api file."],
    [["--shape", "printer.api"], "--shape"],
  ])("%j is no command line", async (args, message) => {
    const { code, stdout, stderr } = await run(new Fixture(printer), [...command, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

test.each([["describe"], ["check"], ["format"]])(
  "%s says of a pipe that it is one, not that it is not there",
  async (command) => {
    const fixture = new Fixture(printer);
    expect(spawnSync("mkfifo", [fixture.path("pipe.api")]).status).toBe(0);
    const { code, stdout, stderr } = await run(fixture, [command, "pipe.api"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("pipe.api: it is a pipe, a device or a circle of links, or reading it failed.");
  },
);

test("export knows one format", async () => {
  const { code, stderr } = await run(new Fixture(printer), ["export", "printer.api"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--format ifgen-json");
});
