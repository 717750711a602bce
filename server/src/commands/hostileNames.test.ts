/** Names of files that want to say something else than they are: what every command prints for people is one line, and steers nothing. */
import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const NAME = "e\u001b[31m\n::error::\u202eipa.api";
const SHOWN = "e?[31m?::error::?ipa.api";
const STEERING = /(?!\n)[\p{Cc}\u202e]/u;

const server = `//- server/Component.cdef
provides: { api: { $CURDIR/../good.api } }
sources: { main.c }
//- server/main.c
int x;
//- good.api
FUNCTION Knock();
`;

test.each([
  ["check of a folder", "FUNCTION Foo(\n", ["check", "."]],
  ["format", "FUNCTION   Foo( );\n", ["format", "--check", "."]],
  ["format of a file with an error", "FUNCTION Foo(\n", ["format", "--check", "."]],
  ["describe", "FUNCTION Foo();\n", ["describe", NAME]],
  ["describe of a file with errors", "FUNCTION Foo(\n", ["describe", NAME]],
  ["types of a file that is not there", undefined, ["types", NAME]],
  ["export of a folder", "a folder", ["export", "--format", "ifgen-json", NAME]],
])("%s", async (_what, content, args) => {
  const fixture = new Fixture(server);
  if (content === "a folder") fixture.write(`${NAME}/x`, "");
  else if (content !== undefined) fixture.write(NAME, content);
  const { stdout, stderr } = await run(fixture, args);
  // The name of an interface is that of its file without the ending.
  expect(stdout + stderr).toContain(SHOWN.slice(0, -".api".length));
  expect(stdout + stderr).not.toMatch(STEERING);
  expect(stdout + stderr).not.toMatch(/^::/m);
});

test("components, and what its services are called", async () => {
  const fixture = new Fixture(server);
  fixture.rename("server", `${NAME}/server`);
  fixture.rename("good.api", `${NAME}/good.api`);
  const { stdout } = await run(fixture, ["components", "."]);
  expect(stdout).toContain(`${SHOWN}/server/Component.cdef`);
  expect(stdout).toContain(`(${SHOWN}/good.api)`);
  expect(stdout).not.toMatch(STEERING);
});

test("breaking, in the old version and the new one", async () => {
  const fixture = new Fixture();
  fixture.write(`now/${NAME}`, "FUNCTION Foo(uint8 a IN);\n");
  fixture.write(`old/${NAME}`, "FUNCTION Foo();\n");
  const { stdout } = await run(fixture, ["breaking", "--against", "old", "now"]);
  expect(stdout).toContain(`now/${SHOWN}:1:`);
  expect(stdout).not.toMatch(STEERING);
});

test("JSON has the name as it is", async () => {
  const fixture = new Fixture();
  fixture.write(NAME, "FUNCTION Foo();\n");
  const { stdout } = await run(fixture, ["check", "--format", "json", "."]);
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ path: NAME }] });
});
