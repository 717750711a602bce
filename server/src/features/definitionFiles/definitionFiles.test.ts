import { expect, test } from "vitest";
import { parseCdef } from "../../component/cdef/parser.ts";
import { Fixture } from "../../testing/fixture.ts";
import { TestClient } from "../../testing/testClient.ts";

const FILES = `
  //- api/printer.api
  REFERENCE Job;
  //- server/Component.cdef
  provides:
  {
      api:
      {
          prn = printer.api [async]
      }
  }
  sources:
  {
      server.c
      $CURDIR/sub/more.c
  }
  //- server/server.c
  int x;
  //- server/sub/more.c
  int y;
`;

async function opened() {
  const fixture = new Fixture(FILES);
  const client = await TestClient.start(fixture);
  client.open("server/Component.cdef", undefined, "legato-definition");
  await client.settled();
  const ask = (method: string, more: object = {}): Promise<unknown> =>
    client.connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri: client.uri("server/Component.cdef") },
      ...more,
    });
  return { client, ask };
}

test("the reader knows where a section begins", () => {
  expect(parseCdef("sources: { a.c }", "top").items).toMatchObject([{ kind: "section", name: { text: "sources" } }]);
});

test("outline", async () => {
  const { ask } = await opened();
  expect(await ask("documentSymbol")).toMatchObject([
    { name: "provides", children: [{ name: "api", children: [{ name: "printer.api", detail: "as prn [async]" }] }] },
    { name: "sources", children: [{ name: "server.c" }, { name: "$CURDIR/sub/more.c" }] },
  ]);
});

test("links and definition: the .api and the sources", async () => {
  const { client, ask } = await opened();
  expect(await ask("documentLink")).toMatchObject([
    { target: client.uri("api/printer.api") },
    { target: client.uri("server/server.c") },
    { target: client.uri("server/sub/more.c") },
  ]);
  expect(await ask("definition", { position: { line: 4, character: 16 } })).toMatchObject({
    uri: client.uri("api/printer.api"),
  });
  expect(await ask("definition", { position: { line: 0, character: 3 } })).toBeNull();
});

test.each<[where: string, text: string, has: string[]]>([
  ["the top", "", ["provides", "sources"]],
  ["provides", "provides: { ", ["api"]],
  ["provides: api", "provides: { api: { ", ["printer.api", "[async]"]],
  ["half a path", "provides: { api: { pri", ["printer.api"]],
  ["half a path behind a folder", "provides: { api: { api/pri", ["api/printer.api"]],
  ["requires: api", "requires: { api: { ", ["printer.api", "[optional]"]],
  ["sources", "sources: { ", ["server.c", "sub/more.c"]],
])("completion in %s", async (_where, text, has) => {
  const { client, ask } = await opened();
  client.edit("server/Component.cdef", client.textOf("server/Component.cdef"), text);
  const items = (await ask("completion", { position: { line: 0, character: text.length } })) as { label: string }[];
  expect(items.map((one) => one.label)).toEqual(expect.arrayContaining(has));
});

test("nothing is offered in a comment", async () => {
  const { client, ask } = await opened();
  client.edit("server/Component.cdef", client.textOf("server/Component.cdef"), "// pro");
  expect(await ask("completion", { position: { line: 0, character: 6 } })).toEqual([]);
});
