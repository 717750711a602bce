import { expect, test } from "vitest";
import { readConfiguration } from "./configuration.ts";

const whole = { type: "legato-api", request: "launch", name: "Printer" };

test("services, then programs, then clients, each in the order it is written", () => {
  const read = readConfiguration({
    ...whole,
    directory: "/run/legato",
    apiFolders: ["/w/api"],
    bindings: ["app.client.printer -> printer"],
    services: ["/w/log.ts"],
    programs: [
      { program: "/w/server", args: ["-v"], env: { A: "1", B: null }, cwd: "/w", waitFor: "printer" },
      { program: "/w/stock", name: "stock", isolate: true },
    ],
    clients: ["/w/client.ts", { program: "/w/other.ts", args: ["report"], waitFor: "spooler" }],
  });
  expect(read).toEqual({
    directory: "/run/legato",
    apiFolders: ["/w/api"],
    bindings: [{ client: "app.client.printer", server: "printer" }],
    steps: [
      { kind: "service", file: "/w/log.ts" },
      {
        kind: "program",
        program: { program: "/w/server", args: ["-v"], env: { A: "1", B: null }, cwd: "/w" },
        how: "native",
        waitFor: "printer",
      },
      { kind: "program", program: { program: "/w/stock", name: "stock", args: [], env: {} }, how: "isolated" },
      { kind: "program", program: { program: "/w/client.ts", args: [], env: {} }, how: "typescript" },
      {
        kind: "program",
        program: { program: "/w/other.ts", args: ["report"], env: {} },
        how: "typescript",
        waitFor: "spooler",
      },
    ],
  });
});

test("one program may stand at the top, where the name is the configuration's", () => {
  expect(readConfiguration({ ...whole, program: "/w/server", args: ["-v"] })).toEqual({
    apiFolders: [],
    bindings: [],
    steps: [{ kind: "program", program: { program: "/w/server", args: ["-v"], env: {} }, how: "native" }],
  });
});

test.each([
  [{ services: "printer.ts" }, '"services" must be a list of texts.'],
  [
    { services: ["printer.ts"] },
    '"printer.ts" in "services" must be an absolute path: write "${workspaceFolder}/printer.ts".',
  ],
  [{ programs: {} }, '"programs" must be a list of { "program": … }.'],
  [{ programs: [{ args: [] }] }, '"programs[0].program" must be the absolute path of an executable.'],
  [{ program: "" }, '"program" must be the absolute path of an executable.'],
  [{ program: "server" }, '"server" in "program" must be an absolute path: write "${workspaceFolder}/server".'],
  [{ program: "/w/server", args: [1] }, '"args" must be a list of texts.'],
  [{ programs: [{ program: "/w/server", args: "-v" }] }, '"programs[0].args" must be a list of texts.'],
  [{ program: "/w/server", env: { A: 1 } }, '"env.A" must be a text, or null to leave it out.'],
  [{ program: "/w/server", cwd: 5 }, '"cwd" must be a text.'],
  [
    { program: "/w/server", cwd: "build" },
    '"build" in "cwd" must be an absolute path: write "${workspaceFolder}/build".',
  ],
  [{ program: "/w/server", waitFor: ["printer"] }, '"waitFor" must be a text.'],
  [{ program: "/w/server", isolate: "yes" }, '"isolate" must be true or false.'],
  [{ clients: "client.ts" }, '"clients" must be a list of files, or of { "program": … }.'],
  [{ clients: ["/w/a.ts", { args: [] }] }, '"clients[1].program" must be the absolute path of an executable.'],
  [{ bindings: ["a=b"] }, '"a=b" in "bindings" is no binding: write "client.interface->service.interface".'],
  [{ directory: 5 }, '"directory" must be a path.'],
  [{ apiFolders: ["api"] }, '"api" in "apiFolders" must be an absolute path: write "${workspaceFolder}/api".'],
])("%j is refused with what to change", (value, problem) => {
  expect(readConfiguration({ ...whole, ...value })).toBe(`In launch.json, "Printer": ${problem}`);
});

test("all that is wrong is said at once", () => {
  expect(readConfiguration({ ...whole, services: ["a.ts"], directory: 5 })).toBe(
    'In launch.json, "Printer": "a.ts" in "services" must be an absolute path: write "${workspaceFolder}/a.ts". "directory" must be a path.',
  );
});

test.each(["/run/legato/", "/run/./legato", "/run/x/../legato"])(
  "the folder %s is named as the runtime names it",
  (name) => {
    expect(readConfiguration({ ...whole, directory: name })).toMatchObject({ directory: "/run/legato" });
  },
);
