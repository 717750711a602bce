import fs from "node:fs";
import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const UGLY = "REFERENCE   Job ;\n";
const FINE = "REFERENCE Job;\n";

test("files are laid out, those that are fine are not touched, and a second run has nothing to do", async () => {
  const fixture = new Fixture(`//- a/ugly.api\n${UGLY}//- b/fine.api\n${FINE}`);
  const before = fs.statSync(fixture.path("b/fine.api")).mtimeMs;
  const first = await run(fixture, ["format", "."]);
  expect(first).toMatchObject({ code: 0, stdout: "a/ugly.api\n", stderr: "2 files: 1 changed, 0 refused.\n" });
  expect(fixture.read("a/ugly.api")).toBe(FINE);
  expect(fs.statSync(fixture.path("b/fine.api")).mtimeMs).toBe(before);
  expect(await run(fixture, ["format", "."])).toMatchObject({ code: 0, stdout: "" });
  expect(fs.readdirSync(fixture.path("a"))).toEqual(["ugly.api"]);
});

test("--check tells and changes nothing", async () => {
  const fixture = new Fixture(`//- ugly.api\n${UGLY}`);
  expect(await run(fixture, ["format", "--check", "ugly.api"])).toMatchObject({ code: 1, stdout: "ugly.api\n" });
  expect(fixture.read("ugly.api")).toBe(UGLY);
});

test("a file with a syntax error is left alone, with the place of the mistake; the others are done", async () => {
  const fixture = new Fixture(`//- broken.api\nREFERENCE  A;\nFUNCTION (;\n//- ugly.api\n${UGLY}`);
  const { code, stdout, stderr } = await run(fixture, ["format", "."]);
  expect(code).toBe(1);
  expect(stdout).toBe("ugly.api\n");
  expect(stderr).toMatch(/^broken\.api:2:\d+: The file has a syntax error: /);
  expect(fixture.read("broken.api")).toBe("REFERENCE  A;\nFUNCTION (;\n");
});

test("a file that is not UTF-8 is left alone, byte by byte", async () => {
  const fixture = new Fixture();
  fixture.write("latin.api", new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a]));
  expect(await run(fixture, ["format", "latin.api"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("not UTF-8"),
  });
  expect([...fs.readFileSync(fixture.path("latin.api"))]).toEqual([0x2f, 0x2f, 0xe9, 0x0a]);
});

test("a link that leads nowhere, as Emacs leaves while a file is edited, is nobody's file", async () => {
  const fixture = new Fixture(`//- fine.api\n${FINE}`);
  fixture.link(".#fine.api", "somebody@machine.1234");
  expect(await run(fixture, ["format", "--check", "."])).toMatchObject({ code: 0, stdout: "" });
});

test("why a file cannot be read is said in words", async () => {
  const fixture = new Fixture(`//- denied.api\n${UGLY}`);
  fs.writeFileSync(fixture.path("large.api"), " ".repeat(8 * 1024 * 1024 + 1));
  fixture.deny("denied.api");
  const { code, stderr } = await run(fixture, ["format", "."]);
  expect(code).toBe(1);
  expect(stderr).toContain(
    "denied.api: cannot be read: permission denied.\nlarge.api: cannot be read: it is too large.\n",
  );
});

test("a symlink stays one, and permissions stay", async () => {
  const fixture = new Fixture(`//- real.api\n${UGLY}`);
  fs.chmodSync(fixture.path("real.api"), 0o640);
  fixture.link("link.api", "real.api");
  await run(fixture, ["format", "link.api"]);
  expect(fs.lstatSync(fixture.path("link.api")).isSymbolicLink()).toBe(true);
  expect(fixture.read("real.api")).toBe(FINE);
  expect(fs.statSync(fixture.path("real.api")).mode & 0o777).toBe(0o640);
});
