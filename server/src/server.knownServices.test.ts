/** What a runtime may be told of servers, asked over the protocol as our client does it. */
import { check, parse, protocolIds } from "@legato-api/language";
import { expect, test } from "vitest";
import { type KnownService, SERVICES_CHANGED_NOTIFICATION, SERVICES_REQUEST, type ServicesResult } from "./protocol.ts";
import { Fixture } from "./testing/fixture.ts";
import { TestClient } from "./testing/testClient.ts";

const lift = `
  //- api/lift.api
  REFERENCE Lift;
  FUNCTION Lift Open(uint8 floor IN);
  FUNCTION Close(Lift lift IN);
  //- api/bell.api
  FUNCTION Ring();
  //- liftServer/Component.cdef
  provides: { api: { $CURDIR/../api/lift.api  door = $CURDIR/../api/bell.api } }
  sources: { liftServer.c }
  //- liftServer/liftServer.c
  #include "legato.h"
  #include "interfaces.h"
  static le_ref_MapRef_t Lifts;
  lift_LiftRef_t lift_Open(uint8_t floor)
  {
      return le_ref_CreateRef(Lifts, Fetch(floor));
  }
  void lift_Close(lift_LiftRef_t lift)
  {
      le_ref_DeleteRef(Lifts, lift);
  }
  void door_Ring(void)
  {
  }
  COMPONENT_INIT
  {
      Lifts = le_ref_CreateMap("lifts", 4);
  }
`;

/** A mock of the same name beside it, which keeps nothing for anybody. */
const withMock = `${lift}
  //- liftMock/Component.cdef
  provides: { api: { $CURDIR/../api/lift.api } }
  sources: { liftMock.c }
  //- liftMock/liftMock.c
  #include "legato.h"
  #include "interfaces.h"
  static void OnClose(le_msg_SessionRef_t session, void* context)
  {
  }
  lift_LiftRef_t lift_Open(uint8_t floor)
  {
      return le_ref_CreateRef(Lifts, Fetch(floor));
  }
  void lift_Close(lift_LiftRef_t lift)
  {
  }
  COMPONENT_INIT
  {
      le_msg_AddServiceCloseHandler(lift_GetServiceRef(), OnClose, NULL);
  }
`;

async function start(text: string) {
  const fixture = new Fixture(text);
  const client = await TestClient.start(fixture);
  let changes = 0;
  client.connection.onNotification(SERVICES_CHANGED_NOTIFICATION, () => {
    changes++;
  });
  await client.settled();
  const ask = async (watch = true): Promise<readonly KnownService[]> => {
    const { services }: ServicesResult = await client.connection.sendRequest(SERVICES_REQUEST, { watch });
    return services;
  };
  return { client, fixture, ask, changes: () => changes };
}

const register = "le_msg_AddServiceCloseHandler(lift_GetServiceRef(), OnClose, NULL);\n";

test("a server that lacks the handler: its protocol ids, and where it hands something out", async () => {
  const { client, fixture, ask } = await start(lift);
  const api = fixture.path("api/lift.api");
  const services = await ask();
  const { line } = client.rangeOf("liftServer/liftServer.c", "lift_Open").start;
  expect(services).toEqual(
    services.map(({ protocolId }) => ({
      protocolId,
      interface: "lift",
      api,
      closeHandler: "missing",
      evidence: [`${fixture.path("liftServer/liftServer.c")}:${line + 1}`],
    })),
  );
  const { interface: built } = check({
    uri: api,
    tree: parse(fixture.read("api/lift.api")),
    dialect: "auto",
    resolveImport: () => ({ kind: "missing", searched: [] }),
  });
  expect(services.map(({ protocolId }) => protocolId)).toEqual([...protocolIds(built)]);
});

test("a change is told to a client that watches, and to no other", async () => {
  const { client, fixture, ask, changes } = await start(lift);
  client.open("liftServer/liftServer.c", undefined, "c");
  const add = () =>
    client.edit("liftServer/liftServer.c", "Lifts = le_ref_CreateMap", `${register}Lifts = le_ref_CreateMap`);
  const remove = () => client.edit("liftServer/liftServer.c", register, "");
  add();
  await client.settled();
  remove();
  await client.settled();
  expect(changes()).toBe(0);

  await ask();
  add();
  await client.settled();
  expect(changes()).toBe(1);
  const { line } = client.rangeOf("liftServer/liftServer.c", "le_msg_AddServiceCloseHandler").start;
  const [known] = await ask();
  expect(known).toMatchObject({
    closeHandler: "registered",
    evidence: [`${fixture.path("liftServer/liftServer.c")}:${line + 1}`],
  });

  expect(await ask(false)).toEqual([]);
  remove();
  await client.settled();
  expect(changes()).toBe(1);
});

test("of components that differ about one name nobody knows which is running", async () => {
  const { ask } = await start(withMock);
  const services = await ask();
  expect(services).not.toEqual([]);
  for (const one of services) expect(one).toMatchObject({ closeHandler: "unknown", evidence: [] });
});
