import os from "node:os";
import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const files = `
  //- legato-api.json
  { "importPaths": ["api", "nowhere"], "rules": { "lost-documentation": "off" } }
  //- api/door.api
  REFERENCE Door;
  FUNCTION Door Open(string secret[32] IN);
  FUNCTION Close(Door door IN);
  //- api/broken.api
  FUNCTION Open(
  //- doorServer/Component.cdef
  provides: { api: { door.api } }
  sources: { doorServer.c }
  //- doorServer/doorServer.c
  #include "interfaces.h"
  static le_ref_MapRef_t Doors;
  door_DoorRef_t door_Open(const char* secret) { return le_ref_CreateRef(Doors, OpenDevice(secret)); }
  void door_Close(door_DoorRef_t door) { le_ref_DeleteRef(Doors, door); }
  COMPONENT_INIT { Doors = le_ref_CreateMap("doors", 4); }
`;

test("tells versions, search paths, what is indexed, each decision with its reason, and what was found", async () => {
  const fixture = new Fixture(files);
  const { code, stdout } = await run(fixture, ["diagnose"]);
  expect(code).toBe(0);
  expect(stdout).toContain("| legato-api | 0.1.0 |");
  expect(stdout).toContain(`| Node | ${process.versions.node} |`);
  expect(stdout).toContain(
    `| import paths | \`${fixture.path("api")}\`, \`${fixture.path("nowhere")}\` (no such folder) |`,
  );
  expect(stdout).toContain('| rules | `{"lost-documentation":"off"}` |');
  expect(stdout).toContain("* 2 .api files, 1 component, 1 C or C++ file\n");
  expect(stdout).toMatch(/^\| doorServer\/Component\.cdef \| door \| missing \| door_Open\(\) returns a Door/m);
  expect(stdout).toMatch(/^\* 1 x syntax-error \(error\)$/m);
  expect(stdout).toMatch(/^\* 1 x missing-close-handler \(warning\)$/m);
});

test("holds no contents of files, nothing of the environment, and not who ran it", async () => {
  const fixture = new Fixture(files);
  const { stdout } = await run(fixture, ["diagnose", "."], "", { environment: { LEGATO_ROOT: "", TOKEN: "hunter2" } });
  expect(stdout).not.toContain("OpenDevice");
  expect(stdout).not.toContain("hunter2");
  expect(stdout).not.toContain(os.homedir());
});

test("a path that is not there is a mistake in the command line", async () => {
  const { code, stderr } = await run(new Fixture(), ["diagnose", "nowhere"]);
  expect(code).toBe(2);
  expect(stderr).toContain("nowhere: no such file or folder");
});
