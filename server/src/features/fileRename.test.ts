import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { TestClient } from "../testing/testClient.ts";

const FILES = `
  //- api/paper.api
  REFERENCE Sheet;
  DEFINE MAX = 3;
  //- api/printer.api
  USETYPES paper;
  FUNCTION Print(paper.Sheet sheet, string name[paper.MAX]);
  //- api/other.api
  USETYPES paper.api;
  //- server/Component.cdef
  provides: { api: { p = paper.api [async] } }
  requires: { api: { $CURDIR/../api/paper.api } }
`;

async function renamed(to: string) {
  const fixture = new Fixture(FILES);
  const client = await TestClient.start(fixture);
  await client.settled();
  const edit = await client.connection.sendRequest("workspace/willRenameFiles", {
    files: [{ oldUri: client.uri("api/paper.api"), newUri: client.uri(to) }],
  });
  client.apply((edit ?? {}) as object);
  return (name: string): string => client.textOf(name);
}

test("importers and definitions follow the new name", async () => {
  const text = await renamed("api/sheets.api");
  expect(text("api/printer.api")).toBe(
    "USETYPES sheets;\nFUNCTION Print(sheets.Sheet sheet, string name[sheets.MAX]);\n",
  );
  expect(text("api/other.api")).toBe("USETYPES sheets.api;\n");
  expect(text("server/Component.cdef")).toBe(
    "provides: { api: { p = sheets.api [async] } }\nrequires: { api: { $CURDIR/../api/sheets.api } }\n",
  );
});

test("a path that is written out follows the file into another folder", async () => {
  const text = await renamed("shared/paper.api");
  expect(text("api/printer.api")).toContain("USETYPES paper;");
  expect(text("server/Component.cdef")).toContain("$CURDIR/../shared/paper.api");
});
