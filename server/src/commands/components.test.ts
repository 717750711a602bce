import { expect, test } from "vitest";
import { Fixture } from "../testing/fixture.ts";
import { run } from "../testing/run.ts";

const doors = `
  //- door.api
  REFERENCE Door;
  FUNCTION Door Open(string name[32] IN);
  FUNCTION Close(Door door IN);
  //- clock.api
  FUNCTION uint32 Now();
  //- forgets/Component.cdef
  provides: { api: { front = $CURDIR/../door.api [async] } }
  sources: { front.c }
  //- forgets/front.c
  front_DoorRef_t front_Open(const char* name) { return le_ref_CreateRef(Doors, OpenDevice(name)); }
  //- remembers/Component.cdef
  provides: { api: { $CURDIR/../door.api [manual-start] $CURDIR/../clock.api } }
  sources: { door.c }
  //- remembers/door.c
  static void OnClose(le_msg_SessionRef_t session, void* context) { FreeAllOf(session); }
  door_DoorRef_t door_Open(const char* name) { return Make(name, door_GetClientSessionRef()); }
  COMPONENT_INIT
  {
      door_AdvertiseService();
      le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClose, NULL);
  }
  //- lost/Component.cdef
  provides: { api: { nowhere.api } }
  //- client/Component.cdef
  requires: { api: { $CURDIR/../door.api } }
`;

test("--json is the public shape", async () => {
  const { code, stdout } = await run(new Fixture(doors), ["components", "--json", "."]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    components: [
      { path: "client/Component.cdef", services: [] },
      {
        path: "forgets/Component.cdef",
        services: [
          {
            prefix: "front",
            api: "door.api",
            options: ["async"],
            state: "missing",
            reasons: [expect.stringContaining("front_Open()")],
            evidence: [],
          },
        ],
      },
      {
        path: "lost/Component.cdef",
        services: [
          {
            prefix: "nowhere",
            api: "nowhere.api",
            options: [],
            state: "unknown",
            reasons: [expect.any(String)],
            evidence: [],
          },
        ],
      },
      {
        path: "remembers/Component.cdef",
        services: [
          {
            prefix: "door",
            api: "door.api",
            options: ["manual-start"],
            state: "registered",
            reasons: expect.any(Array),
            evidence: [{ path: "remembers/door.c", line: 6, form: "direct" }],
          },
          {
            prefix: "clock",
            api: "clock.api",
            options: [],
            state: "none",
            reasons: [expect.any(String)],
            evidence: [],
          },
        ],
      },
    ],
  });
});

test("the text tells states, places and reasons", async () => {
  const { stdout } = await run(new Fixture(doors), ["components", "."]);
  expect(stdout).toContain("forgets/Component.cdef\n  front [async]: no close handler (door.api)\n");
  expect(stdout).toContain(
    "  door [manual-start]: close handler registered (door.api)\n    remembers/door.c:6 (direct)\n",
  );
  expect(stdout).toContain("3 components with a service, 1 without.\n");
});

test.each(["remembers", "remembers/door.c", "clock.api"])(
  "asked for %s, only what belongs to it is told",
  async (asked) => {
    const { stdout } = await run(new Fixture(`${doors}//- legato-api.json\n{}\n`), ["components", "--json", asked]);
    const { components }: { components: readonly { readonly path: string }[] } = JSON.parse(stdout);
    expect(components.map(({ path }) => path)).toEqual([
      asked === "remembers" ? "Component.cdef" : "remembers/Component.cdef",
    ]);
  },
);

test.each([["components"], ["format"]])("%s says which folder nobody could look into", async (command) => {
  const fixture = new Fixture(doors);
  fixture.deny("forgets");
  const { stderr } = await run(fixture, [command, "."]);
  expect(stderr).toContain("forgets cannot be read: the files in it were left out.\n");
});
