import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { MEMBERS, unknownMembers } from "./unknownMembers.ts";

const launch = { type: "legato-api", request: "launch", name: "Printer" };

test("what nothing reads is said, with the name that was most likely meant", () => {
  expect(
    unknownMembers({
      ...launch,
      bindigns: [],
      colour: "red",
      programs: [{ program: "/w/server" }, { program: "/w/client", isolated: true, waitfor: "printer" }],
      clients: ["/w/a.ts", { program: "/w/b.ts", isolate: true }],
    }),
  ).toEqual([
    'In launch.json, "Printer": "bindigns" is unknown and was ignored. Did you mean "bindings"?',
    'In launch.json, "Printer": "colour" is unknown and was ignored.',
    'In launch.json, "Printer": "programs[1].isolated" is unknown and was ignored. Did you mean "isolate"?',
    'In launch.json, "Printer": "programs[1].waitfor" is unknown and was ignored. Did you mean "waitFor"?',
    'In launch.json, "Printer": "clients[1].isolate" is unknown and was ignored.',
  ]);
});

test("what launches programs means nothing where the debugger is only attached", () => {
  expect(unknownMembers({ ...launch, request: "attach", directory: "/run/legato", services: ["/w/a.ts"] })).toEqual([
    'In launch.json, "Printer": "services" means nothing with "request": "attach".',
  ]);
});

test("what VS Code reads, or has put there, is its own", () => {
  const own = { preLaunchTask: "build", presentation: {}, internalConsoleOptions: "", __sessionId: "1", noDebug: true };
  expect(unknownMembers({ ...launch, ...own })).toEqual([]);
});

test("no configuration at all is for others to complain about", () => {
  expect(unknownMembers("x")).toEqual([]);
  expect(unknownMembers({ ...launch, programs: ["/w/server"], clients: 5 })).toEqual([]);
});

test("VS Code is told the same names, and that there are no others", () => {
  const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../package.json"), "utf8"));
  const { launch, attach } = manifest.contributes.debuggers[0].configurationAttributes;
  const program = launch.properties.programs.items;
  const client = launch.properties.clients.items.anyOf[1];
  const names = (schema: { properties: object }): readonly string[] => Object.keys(schema.properties).toSorted();
  // `name` is the configuration's own there, which VS Code adds.
  expect([...names(launch), "name"].toSorted()).toEqual(MEMBERS.launch.toSorted());
  expect(names(attach)).toEqual(MEMBERS.attach.toSorted());
  expect(names(program)).toEqual(MEMBERS.programs.toSorted());
  expect(names(client)).toEqual(MEMBERS.clients.toSorted());
  expect([program.additionalProperties, client.additionalProperties]).toEqual([false, false]);
});
