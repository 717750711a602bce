import { expect, test } from "vitest";
import { readConfiguration } from "./configuration.ts";
import { initialConfigurations } from "./initialConfigurations.ts";

const printer = { type: "legato-api", request: "launch", name: "Run printer.ts", services: ["/w/api/printer.ts"] };

test("a new launch.json runs the services that are there, by paths that hold for everybody", () => {
  expect(initialConfigurations([printer], "/w")).toEqual([
    { ...printer, services: ["${workspaceFolder}/api/printer.ts"] },
  ]);
  expect(initialConfigurations([printer], "/elsewhere")).toEqual([printer]);
  expect(initialConfigurations([printer], undefined)).toEqual([printer]);
});

test("where there is none it shows how programs are run, as they are read", () => {
  const made = initialConfigurations([], "/w");
  expect(made.map(({ name }) => name)).toEqual(["Legato sessions"]);
  const replaced: unknown = JSON.parse(JSON.stringify(made[0]).replaceAll("${workspaceFolder}", "/w"));
  expect(readConfiguration(replaced)).toMatchObject({
    steps: [
      { kind: "program", how: "native", waitFor: "server", program: { program: "/w/build/server" } },
      { kind: "program", how: "native", program: { program: "/w/build/client" } },
    ],
  });
});
