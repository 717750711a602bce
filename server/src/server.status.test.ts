import { expect, test } from "vitest";
import { STATUS_CHANGED_NOTIFICATION, STATUS_REQUEST, type StatusResult } from "./protocol.ts";
import { Fixture } from "./testing/fixture.ts";
import { TestClient } from "./testing/testClient.ts";

const door = `
  //- api/door.api
  REFERENCE Door;
  FUNCTION Door Open(string name[32] IN);
  FUNCTION Close(Door door IN);
  //- doorServer/Component.cdef
  provides: { api: { $CURDIR/../api/door.api } }
  sources: { doorServer.c }
  //- doorServer/doorServer.c
  #include "interfaces.h"
  static le_ref_MapRef_t Doors;
  door_DoorRef_t door_Open(const char* name) { return le_ref_CreateRef(Doors, OpenDevice(name)); }
  void door_Close(door_DoorRef_t door) { le_ref_DeleteRef(Doors, door); }
  COMPONENT_INIT
  {
      Doors = le_ref_CreateMap("doors", 4);
  }
  //- elsewhere/wall.api
  USETYPES door.api;
  FUNCTION Paint(door.Door door IN);
`;

async function statusOf(client: TestClient, name: string | null, watch = false): Promise<StatusResult> {
  await client.settled();
  return client.connection.sendRequest(STATUS_REQUEST, { uri: name === null ? null : client.uri(name), watch });
}

test("says what is indexed, and the verdict on the services a file belongs to, with the reasons", async () => {
  const fixture = new Fixture(door);
  const client = await TestClient.start(fixture);
  const component = fixture.path("doorServer/Component.cdef");
  const missing = { prefix: "door", component, state: "missing", reasons: [expect.stringMatching(/returns a Door/)] };
  for (const file of ["api/door.api", "doorServer/doorServer.c", "doorServer/Component.cdef"]) {
    expect(await statusOf(client, file)).toEqual({
      busy: false,
      apis: 2,
      components: 1,
      services: [missing],
      imports: [],
    });
  }
  expect(await statusOf(client, null)).toEqual({ busy: false, apis: 2, components: 1, services: [], imports: [] });
});

test("follows what is typed: a handler whose service cannot be told is unknown, and says why", async () => {
  const client = await TestClient.start(new Fixture(door));
  client.open("doorServer/doorServer.c", undefined, "c");
  client.edit(
    "doorServer/doorServer.c",
    "Doors = ",
    "le_msg_AddServiceCloseHandler(Pick(), OnClose, NULL);\n      Doors = ",
  );
  const [service] = (await statusOf(client, "api/door.api")).services;
  expect(service?.state).toBe("unknown");
  expect(service?.reasons).not.toEqual([]);
});

test("names imports that only the wider search found, and falls silent with their rule", async () => {
  const client = await TestClient.start(new Fixture(door));
  expect((await statusOf(client, "elsewhere/wall.api")).imports).toEqual([expect.stringMatching(/door\.api/)]);
  client.configure({ rules: { "import-outside-search-path": "off" } });
  expect((await statusOf(client, "elsewhere/wall.api")).imports).toEqual([]);
});

test("tells a client that watches when the answer may be another, and no other client", async () => {
  const client = await TestClient.start(new Fixture(door));
  let told = 0;
  client.connection.onNotification(STATUS_CHANGED_NOTIFICATION, () => {
    told++;
  });
  client.open("api/door.api");
  await client.settled();
  expect(told).toBe(0);

  await statusOf(client, "api/door.api", true);
  client.edit("api/door.api", "REFERENCE", "// typed\nREFERENCE");
  await client.settled();
  expect(told).toBeGreaterThan(0);

  await statusOf(client, "api/door.api", false);
  const before = told;
  client.edit("api/door.api", "// typed", "// typed again");
  await client.settled();
  expect(told).toBe(before);
});
