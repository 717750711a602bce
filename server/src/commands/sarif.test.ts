/** What every `--format sarif` writes, against the schema of SARIF 2.1.0 as Microsoft's package has it: code scanning refuses what does not follow it. */
import fs from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import Ajv from "ajv-draft-04";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const require = createRequire(import.meta.url);
const schema: unknown = JSON.parse(
  fs.readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
);
// Its pattern of a language is no regular expression with the flag `u`.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
formats(ajv);
const isValid = ajv.compile(schema === null || typeof schema !== "object" ? false : schema);

/** What the schema says against a log. */
function complaints(log: string): unknown {
  isValid(JSON.parse(log));
  return isValid.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`) ?? [];
}

const server = `//- printer.api
REFERENCE Job;
FUNCTION Job Open();
FUNCTION Close(Job job);
//- server/Component.cdef
provides: { api: { printer.api } }
sources: { server.c }
//- server/server.c
#include "legato.h"
#include "interfaces.h"
static le_mem_PoolRef_t Jobs;
static le_ref_MapRef_t References;
printer_JobRef_t printer_Open(void) { return le_ref_CreateRef(References, le_mem_ForceAlloc(Jobs)); }
void printer_Close(printer_JobRef_t job) { le_mem_Release(le_ref_Lookup(References, job)); le_ref_DeleteRef(References, job); }
COMPONENT_INIT {}
`;

describe("check", () => {
  test("the component has a finding with a related place", async () => {
    const { stdout } = await run(new Fixture(server), ["check", "--format", "sarif", "."]);
    expect(JSON.parse(stdout).runs[0].results[0]).toMatchObject({
      ruleId: "missing-close-handler",
      relatedLocations: [{ physicalLocation: { artifactLocation: { uri: "printer.api" } } }],
    });
  });

  test.each([
    ["nothing to say", "//- a.api\nFUNCTION F();\n"],
    ["an error and a warning", "//- a.api\nFUNCTION F(foo x);\n//- b.api\nUSETYPES c;\n//- sub/c.api\nREFERENCE T;\n"],
    ["finding with related places", server],
    ["names that are no URI", "//- sp ace/grün #1 100%?.api\nFUNCTION F(foo x);\n"],
    ["an empty range at the end of a file", "//- a.api\nFUNCTION F("],
    ["project file", '//- legato-api.json\n{ "dialekt": 1 }\n//- a.api\nFUNCTION F();\n'],
  ])("%s", async (_, files) => {
    const { stdout } = await run(new Fixture(files), ["check", "--format", "sarif", "."]);
    expect(complaints(stdout)).toEqual([]);
  });

  test("a file that cannot be read, and one outside of the current folder", async () => {
    const fixture = new Fixture("//- in/a.api\nFUNCTION F(foo x);\n//- out/b.api\nFUNCTION F(foo x);\n");
    fixture.deny("in/a.api");
    const { stdout } = await run(fixture, ["check", "--format", "sarif", ".", "../out"], "in");
    expect(complaints(stdout)).toEqual([]);
    expect(stdout).toContain(pathToFileURL(fixture.path("out/b.api")).href);
    expect(stdout).toContain("file-not-readable");
  });
});

test("breaking, for each kind of place", async () => {
  const { stdout } = await run(
    new Fixture(
      "//- old/a.api\n/** One. */\nFUNCTION F(uint8 x);\nFUNCTION G();\n//- old/gone.api\nFUNCTION F();\n//- a.api\n/** Two. */\nFUNCTION F(uint16 x);\n",
    ),
    ["breaking", "--against", "old", "--format", "sarif", "."],
  );
  expect(JSON.parse(stdout).runs[0].results.length).toBeGreaterThan(3);
  expect(complaints(stdout)).toEqual([]);
});

test("the schema is one that refuses", () => {
  expect(complaints('{ "version": "2.1.0", "runs": [{ "results": [] }] }')).toEqual([
    "/runs/0 must have required property 'tool'",
  ]);
  const place = { physicalLocation: { artifactLocation: { uri: "a b" }, region: { startLine: 0 } } };
  const log = {
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "x" } }, results: [{ message: { text: "y" }, locations: [place] }] }],
  };
  expect(complaints(JSON.stringify(log))).toEqual([
    '/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri must match format "uri-reference"',
    "/runs/0/results/0/locations/0/physicalLocation/region/startLine must be >= 1",
  ]);
});
