/** Quick fixes as a user meets them: the text before, the title that is chosen, the text after, and nothing left to complain about. */
import { expect, test } from "vitest";
import { Fixture } from "./testing/fixture.ts";
import { TestClient } from "./testing/testClient.ts";

const OTHERS = `
  //- paper.api
  ENUM Size { A4, A5 };
  DEFINE MAX = 3;
`;

async function fixed(
  text: string,
  mark: string,
  title: string,
  files = OTHERS,
): Promise<{ text: string; left: readonly string[]; titles: readonly string[] }> {
  const fixture = new Fixture(files);
  const client = await TestClient.start(fixture);
  client.open("test.api", text);
  const actions = await client.codeActions("test.api", mark);
  const titles = actions.map((one) => one.title);
  const action = actions.find((one) => one.title === title);
  if (action === undefined) return { text: "", left: [], titles };
  client.apply((await client.resolve(action)).edit ?? {});
  const left = (await client.squiggles("test.api")).map((one) => one.rule);
  return { text: client.textOf("test.api"), left, titles };
}

test.each<[what: string, before: string, mark: string, title: string, after: string]>([
  ["a type that is meant", "FUNCTION f(uint8t a);\n", "uint8t", "Replace with 'uint8'", "FUNCTION f(uint8 a);\n"],
  [
    "a type of another file",
    "FUNCTION f(Size a);\n",
    "Size",
    "Use 'paper.Size' (USETYPES paper)",
    "USETYPES paper;\n\nFUNCTION f(paper.Size a);\n",
  ],
  [
    "an interface that is not imported",
    "FUNCTION f(paper.Size a);\n",
    "paper",
    "Add 'USETYPES paper'",
    "USETYPES paper;\n\nFUNCTION f(paper.Size a);\n",
  ],
  ["a missing semicolon", "REFERENCE A\nREFERENCE B;\n", "A", "Insert ';'", "REFERENCE A;\nREFERENCE B;\n"],
  [
    "a handler of the old style",
    "HANDLER H();\nFUNCTION f(handler H);\n",
    "H)",
    "Replace with 'H handler'",
    "HANDLER H();\nFUNCTION f(H handler);\n",
  ],
  [
    "carriage returns",
    "REFERENCE A;\r\nREFERENCE B;\r\n",
    "\r",
    "Convert all line ends to LF",
    "REFERENCE A;\nREFERENCE B;\n",
  ],
  [
    "a documentation comment that is none",
    "/**\n * Job.\n **/\nREFERENCE Job;\n",
    "**/",
    "Replace with '*/'",
    "/**\n * Job.\n */\nREFERENCE Job;\n",
  ],
  [
    "TelAF: the next free id",
    "API_VERSION = 1;\nSERVING_VERSION = 1;\nFUNCTION f() = 0;\nFUNCTION g();\n",
    "g()",
    "Insert '= 1'",
    "API_VERSION = 1;\nSERVING_VERSION = 1;\nFUNCTION f() = 0;\nFUNCTION g() = 1;\n",
  ],
])("%s", async (_what, before, mark, title, after) => {
  const { text, left, titles } = await fixed(before, mark, title);
  expect(titles).toContain(title);
  expect(text).toBe(after);
  expect(left).toEqual([]);
});

test("ignoring a rule asks for the reason next", async () => {
  const { text, left } = await fixed(
    "HANDLER H();\n  FUNCTION f(handler H);\n",
    "H)",
    "Ignore 'deprecated-handler-parameter' here (say why)",
  );
  expect(text).toBe("HANDLER H();\n  // legato-api-ignore deprecated-handler-parameter: \n  FUNCTION f(handler H);\n");
  expect(left).toEqual(["ignore-comment"]);
});

test("what the compiler rejects cannot be ignored", async () => {
  const { titles } = await fixed("FUNCTION f(uint8t a);\n", "uint8t", "");
  expect(titles.filter((one) => one.startsWith("Ignore"))).toEqual([]);
});

test("a folder that the compiler would not search is added to legato-api.json", async () => {
  const fixture = new Fixture(
    '//- legato-api.json\n{\n  // ours\n  "importPaths": ["a"]\n}\n//- far/away.api\nREFERENCE R;\n//- here/test.api\nUSETYPES away;\nFUNCTION f(away.R r);\n',
  );
  const client = await TestClient.start(fixture);
  client.open("here/test.api");
  client.open("legato-api.json", undefined, "json");
  const actions = await client.codeActions("here/test.api", "away;");
  const action = actions.find((one) => one.title.startsWith("Add 'far' to importPaths"));
  client.apply((action && (await client.resolve(action)).edit) ?? {});
  expect(client.textOf("legato-api.json")).toContain("// ours");
  expect(client.textOf("legato-api.json")).toContain('"far"');
  expect(await client.squiggles("here/test.api")).toEqual([]);
});
