/** The server in a folder that somebody prepared: what it reads, what it leaves alone, and that it goes on answering. */
import { spawnSync } from "node:child_process";
import { truncateSync } from "node:fs";
import { expect, test } from "vitest";
import { RenameRequest } from "vscode-languageserver/node";
import { Fixture } from "./testing/fixture.ts";
import { TestClient } from "./testing/testClient.ts";

test("an .api of 100 MB, imported and opened, is refused with a message and costs nothing else", async () => {
  const fixture = new Fixture("//- a.api\nUSETYPES huge;\nFUNCTION Go(huge.T x);\n//- good.api\nFUNCTION Go(foo x);\n");
  truncateSync(fixture.write("huge.api", ""), 100 * 1024 * 1024);
  const client = await TestClient.start(fixture);
  client.open("a.api");
  expect((await client.squiggles("a.api"))[0]?.message).toContain("huge");
  expect(await client.squiggles("huge.api")).toMatchObject([{ rule: "file-too-large" }]);
  expect(await client.squiggles("good.api")).toHaveLength(1);
});

test("a pipe, a device and a loop of links named .api are not read, and nothing waits for them", async () => {
  const fixture = new Fixture(
    "//- a.api\nUSETYPES pipe;\nUSETYPES zero;\nUSETYPES loop;\n//- good.api\nFUNCTION Go(foo x);\n",
  );
  expect(spawnSync("mkfifo", [fixture.path("pipe.api")]).status).toBe(0);
  fixture.link("loop.api", "loop.api");
  fixture.link("zero.api", "../../../../../../../../dev/zero");
  fixture.link("deep/down/up", "");
  const client = await TestClient.start(fixture);
  client.open("a.api");
  expect((await client.squiggles("a.api")).map(({ line }) => line)).toEqual([0, 1, 2]);
  expect(await client.squiggles("good.api")).toHaveLength(1);
});

test("files that import each other in a circle, each itself, and a chain of 300 imports end", async () => {
  const fixture = new Fixture(
    "//- a.api\nUSETYPES b;\n//- b.api\nUSETYPES a;\nUSETYPES b;\n//- good.api\nFUNCTION Go(foo x);\n",
  );
  for (let n = 0; n < 300; n++) fixture.write(`chain/c${n}.api`, `USETYPES c${n + 1};\nREFERENCE T${n};\n`);
  fixture.write("chain/c300.api", "REFERENCE Last;\n");
  const client = await TestClient.start(fixture);
  for (const name of ["a.api", "b.api", "chain/c0.api"]) client.open(name);
  expect(await client.squiggles("a.api")).not.toEqual([]);
  expect((await client.squiggles("chain/c0.api")).map(({ message }) => message)).toEqual([
    '`c1.api` has an error, so nothing that uses it can be built. The first: More than 245 files import each other in a row: the compiler fails with "maximum recursion depth exceeded".',
  ]);
  expect(await client.squiggles("good.api")).toHaveLength(1);
});

test("an import that climbs out of the folder reads no file but an .api, and shows nothing of it", async () => {
  const fixture = new Fixture(`
    //- work/a.api
    USETYPES ../secret;
    USETYPES ../secret.txt;
    USETYPES /etc/passwd;
    //- secret.txt
    hunter2
  `);
  const client = await TestClient.start(fixture, { folders: ["work"] });
  client.open("work/a.api");
  const shown = await client.squiggles("work/a.api");
  expect(shown).not.toEqual([]);
  expect(JSON.stringify([shown, client.log, client.shown])).not.toMatch(/hunter2|root:/);
});

test("a rename changes no file outside of the workspace", async () => {
  const fixture = new Fixture(`
    //- work/legato-api.json
    { "importPaths": ["../sdk"] }
    //- work/a.api
    USETYPES base;
    FUNCTION Go(base.T x IN);
    //- sdk/base.api
    REFERENCE T;
  `);
  const client = await TestClient.start(fixture, { folders: ["work"] });
  client.open("work/a.api");
  expect(await client.squiggles("work/a.api")).toEqual([]);
  const { start } = client.rangeOf("work/a.api", "T x");
  const renamed = client.connection.sendRequest(RenameRequest.type, {
    textDocument: { uri: client.uri("work/a.api") },
    position: start,
    newName: "Stolen",
  });
  await expect(renamed).rejects.toThrow(/outside/);
  expect(fixture.read("sdk/base.api")).toBe("REFERENCE T;\n");
});
