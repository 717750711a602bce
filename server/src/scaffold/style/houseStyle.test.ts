/** What a file's own code tells about how to write in it. */
import { describe, expect, test } from "vitest";
import { Bench, readFixture } from "../../component/testing/fixture.ts";
import { readSource } from "../c/sourceText.ts";
import { openFixture } from "../testing/fixtures.ts";
import { type HouseStyle, houseStyleOf, legatoStyle } from "./houseStyle.ts";

async function styleIn(bench: Bench, path: string): Promise<HouseStyle> {
  await bench.analyze();
  const style = await bench.analyzer.withSource(path, (parsed) => houseStyleOf(readSource(parsed, false, [])));
  bench.analyzer.dispose();
  if (!style) {
    throw new Error(`${path} cannot be read`);
  }
  return style;
}

const styleOf = (text: string, file = "a.c") =>
  styleIn(new Bench(readFixture(`\n//- /x/${file}\n${text}`).files), `/x/${file}`);

describe("the style of a file", () => {
  test("Legato's own layout", async () => {
    expect(await styleIn(openFixture("refMapLegato"), "/refMapLegato/jobServer.c")).toEqual(legatoStyle);
  });

  test("K&R braces, tabs, snake case, stars at the name, plain comments", async () => {
    expect(await styleIn(openFixture("refMapKnr"), "/refMapKnr/job_server.c")).toMatchObject({
      indent: "\t",
      functionBrace: "ownLine",
      controlBrace: "sameLine",
      parameterLines: false,
      doc: { kind: "block", open: "/*", above: undefined, short: true },
      star: "name",
      naming: "snake",
      variableNaming: "snake",
      remark: "/*",
    });
  });

  test("CR LF and two blanks", async () => {
    expect(await styleIn(openFixture("refMapCrLf"), "/refMapCrLf/jobServer.c")).toMatchObject({
      eol: "\r\n",
      indent: "  ",
      doc: { kind: "lines" },
    });
  });

  test("C++: nullptr, and names that begin small", async () => {
    expect(await styleIn(openFixture("cppInline"), "/cppInline/jobServer.cpp")).toMatchObject({
      language: "cpp",
      nullText: "nullptr",
      naming: "lowerCamel",
    });
  });

  test("an empty file gets Legato's", async () => {
    expect(await styleOf("")).toEqual(legatoStyle);
  });

  test.for<[string, string, Partial<HouseStyle>]>([
    ["if( without a blank", "void F(void)\n{\n    if(x)\n    {\n        y();\n    }\n}\n", { keywordBlank: false }],
    [
      "constants first",
      "void F(void)\n{\n    if (NULL == x)\n    {\n        y();\n    }\n}\n",
      { constantFirst: true },
    ],
    [
      "braces behind",
      "void F(void) {\n  if (x) {\n    y();\n  }\n}\n",
      { functionBrace: "sameLine", controlBrace: "sameLine" },
    ],
    ["two blank lines", "void F(void)\n{\n}\n\n\nvoid G(void)\n{\n}\n\n\nvoid H(void)\n{\n}\n", { blankLines: 2 }],
    [
      "a wider rule",
      `//${"-".repeat(110)}\n/**\n * F.\n */\n//${"-".repeat(110)}\nvoid F(void)\n{\n}\n`,
      { width: 112 },
    ],
    ["API functions name nobody's style", "int job_Open(void)\n{\n}\nint do_it(void)\n{\n}\n", { naming: "snake" }],
  ])("%s", async ([, text, expected]) => {
    expect(await styleOf(text)).toMatchObject(expected);
  });
});
