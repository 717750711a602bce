import { expect, test } from "vitest";
import type { CodeAction, TextDocumentEdit } from "vscode-languageserver";
import { Fixture } from "../testing/fixture.ts";
import { TestClient } from "../testing/testClient.ts";

async function offered(files: string, api: string): Promise<readonly CodeAction[]> {
  const client = await TestClient.start(new Fixture(files));
  client.open(api);
  await client.settled();
  const at = { line: 0, character: 0 };
  const actions = (await client.connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri: client.uri(api) },
    range: { start: at, end: at },
    context: { diagnostics: [], only: ["refactor"] },
  })) as CodeAction[];
  return actions.filter((one) => one.title.startsWith("New server component"));
}

const DOOR = "/** Door. */\nREFERENCE Door;\nFUNCTION Door Open(string name[8]);\nFUNCTION Close(Door door);\n";

test("an .api that nobody serves gets a component beside its folder, close handler included", async () => {
  const [plain, ...others] = await offered(`//- interfaces/door.api\n${DOOR}`, "interfaces/door.api");
  expect(others.map((one) => one.title)).toEqual(["New server component in C, [async]", "New server component in C++"]);
  const texts = (plain?.edit?.documentChanges ?? [])
    .filter((one): one is TextDocumentEdit => "edits" in one)
    .map(
      ({ textDocument, edits }) =>
        [
          textDocument.uri.split("/").slice(-2).join("/"),
          edits.map((edit) => ("newText" in edit ? edit.newText : "")).join(""),
        ] as const,
    );
  expect(texts.map(([name]) => name)).toEqual(["doorServer/Component.cdef", "doorServer/doorServer.c"]);
  expect(texts[0]?.[1]).toContain("door = $CURDIR/../interfaces/door.api");
  expect(texts[1]?.[1]).toContain("le_msg_AddServiceCloseHandler(door_GetServiceRef(), ");
});

test("an existing folder is left alone", async () => {
  const [plain] = await offered(`//- door.api\n${DOOR}//- doorServer/notes.txt\nmine\n`, "door.api");
  expect(JSON.stringify(plain?.edit)).toContain("doorServer2/Component.cdef");
});

test.each([
  ["one that is served", `//- door.api\n${DOOR}//- s/Component.cdef\nprovides: { api: { $CURDIR/../door.api } }\n`],
  ["one with errors", "//- door.api\nFUNCTION Nope Open();\n"],
  ["one without functions", "//- door.api\nDEFINE A = 1;\n"],
])("nothing for %s", async (_what, files) => {
  expect(await offered(files, "door.api")).toEqual([]);
});
