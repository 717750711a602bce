import { describe, expect, test } from "vitest";
import { CancellationTokenSource, CodeActionRequest, CodeLensRequest } from "vscode-languageserver";
import { Fixture } from "./testing/fixture.ts";
import { TestClient } from "./testing/testClient.ts";

const nothing = { unexpected: [], missed: [] };

/** A service whose server forgets the client that dies. */
const door = `
  //- api/door.api
  REFERENCE Door;
  FUNCTION Door Open(string name[32] IN);
              //^^^^ warning[missing-close-handler]: no close handler is registered
  FUNCTION Close(Door door IN);
  //- doorServer/Component.cdef
  provides: { api: { $CURDIR/../api/door.api } }
  sources: { doorServer.c }
  //- doorServer/doorServer.c
  #include "legato.h"
  #include "interfaces.h"
  static le_ref_MapRef_t Doors;
  door_DoorRef_t door_Open(const char* name)
               //^^^^^^^^^ warning[missing-close-handler]: no close handler is registered
  {
      return le_ref_CreateRef(Doors, OpenDevice(name));
  }
  void door_Close(door_DoorRef_t door)
  {
      le_ref_DeleteRef(Doors, door);
  }
  COMPONENT_INIT
  {
      Doors = le_ref_CreateMap("doors", 4);
  }
`;

const registration = "le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClose, NULL);\n";

describe("a missing close handler", () => {
  test("is shown at the C function and at the .api function, each linking to the other", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    expect(await client.surprises("api/door.api")).toEqual(nothing);
    expect(await client.surprises("doorServer/doorServer.c")).toEqual(nothing);
    const [inApi] = await client.diagnostics("api/door.api");
    const [inC] = await client.diagnostics("doorServer/doorServer.c");
    expect(inApi?.relatedInformation?.map(({ location }) => location)).toContainEqual({
      uri: client.uri("doorServer/doorServer.c"),
      range: client.rangeOf("doorServer/doorServer.c", "door_Open"),
    });
    expect(inC?.relatedInformation?.map(({ location }) => location)).toContainEqual({
      uri: client.uri("api/door.api"),
      range: client.rangeOf("api/door.api", "Open"),
    });
  });

  test("lenses over the .api follow what is typed in the C file and the Component.cdef", async () => {
    const client = await TestClient.start(new Fixture(door));
    const lenses = async () => {
      const params = { textDocument: { uri: client.uri("api/door.api") } };
      const answer = (await client.connection.sendRequest(CodeLensRequest.type, params)) ?? [];
      return answer.flatMap(({ command }) => (command === undefined ? [] : [command.title]));
    };
    const refreshes = async (act: () => void): Promise<number> => {
      await client.settled();
      const before = client.lensRefreshes;
      act();
      await client.settled();
      return client.lensRefreshes - before;
    };
    client.open("doorServer/doorServer.c", undefined, "c");
    client.open("doorServer/Component.cdef", undefined, "legato-cdef");
    await client.settled();
    expect(await lenses()).toEqual(["served by doorServer · no close handler"]);
    const register = () =>
      client.edit("doorServer/doorServer.c", "Doors = le_ref_CreateMap", `${registration}Doors = le_ref_CreateMap`);
    expect(await refreshes(register)).toBe(1);
    expect(await lenses()).toEqual([expect.stringMatching(/^served by doorServer · close handler at .*:\d+$/)]);
    expect(await refreshes(() => client.edit("doorServer/doorServer.c", '"doors", 4', '"doors", 8'))).toBe(0);
    expect(await refreshes(() => client.edit("doorServer/Component.cdef", "provides", "requires"))).toBe(1);
    expect(await lenses()).toEqual(["required by doorServer"]);
  });

  test("goes away with an unsaved registration, and comes back when that is removed", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    client.open("doorServer/doorServer.c", undefined, "c");
    expect(await client.surprises("doorServer/doorServer.c")).toEqual(nothing);
    client.edit("doorServer/doorServer.c", "Doors = le_ref_CreateMap", `${registration}    Doors = le_ref_CreateMap`);
    const rules = (await client.squiggles("doorServer/doorServer.c")).map(({ rule }) => rule);
    expect(rules).not.toContain("missing-close-handler");
    expect(await client.squiggles("api/door.api")).toEqual([]);
    client.edit("doorServer/doorServer.c", registration, "");
    expect(await client.surprises("api/door.api")).toEqual(nothing);
  });

  test("follows an unsaved change of the .api: nothing acquired, nothing missing", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    client.open("api/door.api");
    expect(await client.squiggles("doorServer/doorServer.c")).toHaveLength(1);
    client.edit("api/door.api", "FUNCTION Close(Door door IN);", "");
    client.edit("api/door.api", "FUNCTION Door Open", "FUNCTION Door Look");
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
    expect(await client.squiggles("api/door.api")).toEqual([]);
  });

  test("follows files that come and go outside: a source, the Component.cdef", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    expect(await client.squiggles("api/door.api")).toHaveLength(1);
    fixture.rename("doorServer/Component.cdef", "elsewhere/Component.cdef");
    client.outside({ "doorServer/Component.cdef": "deleted", "elsewhere/Component.cdef": "created" });
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
    expect(await client.squiggles("api/door.api")).toEqual([]);
    fixture.rename("elsewhere/Component.cdef", "doorServer/Component.cdef");
    client.outside({ "elsewhere/Component.cdef": "deleted", "doorServer/Component.cdef": "created" });
    expect(await client.squiggles("api/door.api")).toHaveLength(1);
    fixture.rename("doorServer", "moved");
    client.outside({ doorServer: "deleted", moved: "created" });
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
    expect(await client.surprises("moved/doorServer.c")).toEqual(nothing);
  });

  test("is not shown on an .api outside of the workspace, and no less in the C file", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture, { folders: ["doorServer"] });
    expect(await client.surprises("doorServer/doorServer.c")).toEqual(nothing);
    expect(await client.squiggles("api/door.api")).toEqual([]);
  });

  test("is found for a C file that is opened without a folder", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture, { folders: [] });
    client.open("doorServer/doorServer.c", undefined, "c");
    expect(await client.surprises("doorServer/doorServer.c")).toEqual(nothing);
    client.close("doorServer/doorServer.c");
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
  });

  test("is silenced by a comment with a reason, in the C file or in the .api, at both places", async () => {
    const comment = "// legato-api-ignore missing-close-handler: doors close by themselves\n";
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    client.open("doorServer/doorServer.c", undefined, "c");
    client.open("api/door.api");
    expect(await client.surprises("api/door.api")).toEqual(nothing);
    client.edit("doorServer/doorServer.c", "door_DoorRef_t door_Open", `${comment}door_DoorRef_t door_Open`);
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
    expect(await client.squiggles("api/door.api")).toEqual([]);
    client.edit("doorServer/doorServer.c", comment, "");
    expect(await client.squiggles("api/door.api")).toHaveLength(1);
    client.edit("api/door.api", "FUNCTION Door", `${comment}FUNCTION Door`);
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
    expect(await client.squiggles("api/door.api")).toEqual([]);
  });

  test.each([
    { name: "api/door.api", at: "Open", before: "FUNCTION Door" },
    { name: "doorServer/doorServer.c", at: "door_Open", before: "door_DoorRef_t door_Open" },
  ])("is ignored where the user says so: in $name", async ({ name, at, before }) => {
    const client = await TestClient.start(new Fixture(door));
    client.open("doorServer/doorServer.c", undefined, "c");
    client.open("api/door.api");
    const ignore = (await client.codeActions(name, at)).find(({ title }) => title.startsWith("Ignore"));
    client.apply((ignore && (await client.resolve(ignore)).edit) ?? {});
    expect(client.textOf(name)).toContain(`// legato-api-ignore missing-close-handler: \n${before}`);
    expect((await client.squiggles(name)).map(({ rule }) => rule)).toEqual(["ignore-comment"]);
    client.edit(name, "missing-close-handler: ", "missing-close-handler: doors close by themselves");
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
    expect(await client.squiggles("api/door.api")).toEqual([]);
  });

  test("has the severity that the settings give it", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture, { settings: { rules: { "missing-close-handler": "error" } } });
    expect(await client.squiggles("api/door.api")).toMatchObject([{ severity: "error" }]);
    client.configure({ rules: { "missing-close-handler": "off" } });
    expect(await client.squiggles("api/door.api")).toEqual([]);
  });
});

describe("Add close handler", () => {
  test.each([
    { place: "the .api", name: "api/door.api", at: "Open" },
    { place: "the C file", name: "doorServer/doorServer.c", at: "door_Open" },
  ])("from $place: one edit of the C file, and the warning goes away", async ({ name, at }) => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    client.open("doorServer/doorServer.c", undefined, "c");
    client.open("api/door.api");
    const [action, ...others] = await client.codeActions(name, at);
    expect(others.map((one) => one.title)).toEqual(["Ignore 'missing-close-handler' here (say why)"]);
    expect(action).toMatchObject({ title: "Add close handler", kind: "quickfix", isPreferred: true });
    expect(action?.diagnostics).toMatchObject([{ code: "missing-close-handler" }]);
    expect(action?.edit).toBeUndefined();
    const edit = action && (await client.resolve(action)).edit;
    expect(edit?.documentChanges).toMatchObject([
      { textDocument: { uri: client.uri("doorServer/doorServer.c"), version: 1 } },
    ]);
    client.apply(edit ?? {});
    expect(client.textOf("doorServer/doorServer.c")).toContain("le_msg_AddServiceCloseHandler(door_GetServiceRef(), ");
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
    expect(await client.squiggles("api/door.api")).toEqual([]);
  });

  test("from the Component.cdef: at the entry of the service, without a squiggle there", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    client.open("doorServer/Component.cdef", undefined, "legato-cdef");
    client.open("doorServer/doorServer.c", undefined, "c");
    expect(await client.squiggles("doorServer/Component.cdef")).toEqual([]);
    expect(await client.codeActions("doorServer/Component.cdef", "sources")).toEqual([]);
    const [action, ...others] = await client.codeActions("doorServer/Component.cdef", "door.api");
    expect(others).toEqual([]);
    expect(action).toMatchObject({ title: "Add close handler", kind: "quickfix", isPreferred: true });
    client.apply((action && (await client.resolve(action)).edit) ?? {});
    expect(client.textOf("doorServer/doorServer.c")).toContain("le_msg_AddServiceCloseHandler(door_GetServiceRef(), ");
    expect(await client.squiggles("api/door.api")).toEqual([]);
    expect(await client.codeActions("doorServer/Component.cdef", "door.api")).toEqual([]);
    expect(client.shown).toEqual([]);
  });

  test("names the component where several lack one, and from each Component.cdef does just that one", async () => {
    const second = door.slice(door.indexOf("//- doorServer/Component.cdef")).replaceAll("doorServer", "hatchServer");
    const fixture = new Fixture(`${door}\n  ${second}`);
    const client = await TestClient.start(fixture);
    const titles = (await client.codeActions("api/door.api", "Open")).map(({ title }) => title);
    expect(titles).toEqual([
      "Add close handler (doorServer)",
      "Ignore 'missing-close-handler' here (say why)",
      "Add close handler (hatchServer)",
    ]);
    const [action] = await client.codeActions("hatchServer/Component.cdef", "door.api");
    expect(action?.title).toBe("Add close handler");
    client.apply((action && (await client.resolve(action)).edit) ?? {});
    expect(fixture.read("hatchServer/hatchServer.c")).toContain("le_msg_AddServiceCloseHandler");
    expect(fixture.read("doorServer/doorServer.c")).not.toContain("le_msg_AddServiceCloseHandler");
  });

  test("tells which line it leaves to be completed", async () => {
    const fixture = new Fixture(
      door.replace("le_ref_DeleteRef(Doors, door);", 'le_ref_DeleteRef(Doors, door);\n LE_KILL_CLIENT("Bye.");'),
    );
    const client = await TestClient.start(fixture);
    client.open("doorServer/doorServer.c", undefined, "c");
    const [action] = await client.codeActions("api/door.api", "Open");
    expect(client.shown).toEqual([]);
    client.apply((action && (await client.resolve(action)).edit) ?? {});
    const lines = client.textOf("doorServer/doorServer.c").split("\n");
    const marked = lines.findIndex((line) => line.includes("TODO: "));
    const sentence = lines[marked]?.replace(/^.*TODO: /, "");
    expect(client.shown).toEqual([
      `Add close handler: one line marked TODO is left for you to complete. doorServer.c:${marked + 1}: ${sentence}`,
    ]);
  });

  test("works on the unsaved text", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture);
    client.open("doorServer/doorServer.c", undefined, "c");
    client.edit(
      "doorServer/doorServer.c",
      "Doors = le_ref_CreateMap",
      'LE_INFO("unsaved");\n    Doors = le_ref_CreateMap',
    );
    const [action] = await client.codeActions("doorServer/doorServer.c", "door_Open");
    client.apply((action && (await client.resolve(action)).edit) ?? {});
    expect(client.textOf("doorServer/doorServer.c")).toContain('LE_INFO("unsaved");\n');
    expect(await client.squiggles("doorServer/doorServer.c")).toEqual([]);
  });

  test("an editor that cannot resolve gets the edit at once, and the file on disk is edited", async () => {
    const fixture = new Fixture(door);
    const client = await TestClient.start(fixture, { isPlain: true });
    const [action] = await client.codeActions("api/door.api", "Open");
    expect(Object.keys(action?.edit?.changes ?? {})).toEqual([client.uri("doorServer/doorServer.c")]);
    client.apply(action?.edit ?? {});
    expect(fixture.read("doorServer/doorServer.c")).toContain("le_msg_AddServiceCloseHandler");
  });

  test("is offered where the squiggle is, and nowhere else", async () => {
    const client = await TestClient.start(new Fixture(door));
    expect(await client.codeActions("doorServer/doorServer.c", "COMPONENT_INIT")).toEqual([]);
    expect(await client.codeActions("api/door.api", "REFERENCE")).toEqual([]);
  });

  test("that is cancelled stops, and the next one is answered", async () => {
    const client = await TestClient.start(new Fixture(door));
    await client.settled();
    const cancelled = new CancellationTokenSource();
    const params = {
      textDocument: { uri: client.uri("api/door.api") },
      range: client.rangeOf("api/door.api", "Open"),
      context: { diagnostics: [] },
    };
    const answer = client.connection.sendRequest(CodeActionRequest.type, params, cancelled.token);
    cancelled.cancel();
    expect(await answer.catch(() => [])).toEqual([]);
    expect(await client.codeActions("api/door.api", "Open")).toMatchObject([{ title: "Add close handler" }, {}]);
  });

  test("that comes too late changes nothing and says why", async () => {
    const client = await TestClient.start(new Fixture(door));
    client.open("doorServer/doorServer.c", undefined, "c");
    const [action] = await client.codeActions("doorServer/doorServer.c", "door_Open");
    client.edit("doorServer/doorServer.c", "Doors = le_ref_CreateMap", `${registration}    Doors = le_ref_CreateMap`);
    await client.settled();
    expect(action && (await client.resolve(action)).edit).toBeUndefined();
    expect(client.shown).toEqual(["Add close handler: the problem is no longer there."]);
  });
});

describe("bad input", () => {
  test("an interface that a Component.cdef names and nobody has is said at its path, until it appears", async () => {
    const fixture = new Fixture(`
      //- there.api
      FUNCTION F();
      //- client/Component.cdef
      requires: { api: { there.api one = gone.api $UNKNOWN/x.api } }
                                       //^^^^^^^^ warning[component-definition]: 'gone.api' was not found
      provides: { api: { lost/door.api } }
                       //^^^^^^^^^^^^^ warning[component-definition]: 'lost/door.api' was not found
    `);
    const client = await TestClient.start(fixture);
    expect(await client.surprises("client/Component.cdef")).toEqual(nothing);
    fixture.write("gone.api", "FUNCTION G();\n");
    client.outside({ "gone.api": "created" });
    await client.settled();
    const missing = async () =>
      (await client.squiggles("client/Component.cdef")).map(({ message }) => message.split(" ")[2]);
    expect(await missing()).toEqual(["'lost/door.api'"]);
    fixture.remove("there.api");
    client.outside({ "there.api": "deleted" });
    await client.settled();
    expect((await missing()).toSorted()).toEqual(["'lost/door.api'", "'there.api'"]);
  });

  test("a broken Component.cdef and a source that does not exist leave the other files their answers", async () => {
    const fixture = new Fixture(`${door}
      //- broken/Component.cdef
      provides: { api: { a.api }
      //- lost/Component.cdef
      provides: { api: { $CURDIR/../api/door.api } }
      sources: { nothing.c }
               //^^^^^^^^^ warning[component-definition]: nothing.c
    `);
    const client = await TestClient.start(fixture);
    expect(await client.surprises("doorServer/doorServer.c")).toEqual(nothing);
    expect(await client.surprises("api/door.api")).toEqual(nothing);
    expect(await client.surprises("lost/Component.cdef")).toEqual(nothing);
    expect(await client.squiggles("broken/Component.cdef")).toMatchObject([
      { line: 0, start: 0, end: 8, rule: "component-definition", message: expect.stringContaining("never closed") },
      { line: 0, start: 19, end: 24, rule: "component-definition", message: expect.stringContaining("'a.api'") },
    ]);
  });

  test("a C source with NUL bytes, of 10 MB, or without permission", async () => {
    const fixture = new Fixture(door);
    fixture.write("doorServer/doorServer.c", `${fixture.read("doorServer/doorServer.c")}\u0000`);
    const client = await TestClient.start(fixture);
    expect(await client.squiggles("api/door.api")).toHaveLength(1);
    fixture.write("doorServer/doorServer.c", "/* */\n".repeat(2 * 1024 * 1024));
    client.outside({ "doorServer/doorServer.c": "changed" });
    expect(await client.squiggles("api/door.api")).toEqual([]);
    fixture.deny("doorServer/doorServer.c");
    client.outside({ "doorServer/doorServer.c": "changed" });
    expect(await client.squiggles("api/door.api")).toEqual([]);
  });
});
