import type { ServiceStatus, StatusResult } from "@legato-api/server/protocol";
import { expect, test } from "vitest";
import { fileLine, indexLine } from "./words.ts";

const nothing: StatusResult = { busy: false, apis: 129, components: 1, services: [], imports: [] };

function service(prefix: string, state: ServiceStatus["state"], ...reasons: readonly string[]): ServiceStatus {
  return { prefix, component: `/w/${prefix}/Component.cdef`, state, reasons };
}

test("the index is counted, and said to be unfinished while work is under way", () => {
  expect(indexLine("running", nothing)).toMatchObject({
    text: "129 .api files, 1 component",
    detail: "checked",
    isBusy: false,
  });
  expect(indexLine("running", { ...nothing, busy: true })).toMatchObject({ detail: "checking", isBusy: true });
});

test("a server that starts is busy; one that stopped is an error, whatever it said before", () => {
  expect(indexLine("starting", nothing)).toMatchObject({ detail: "starting", isBusy: true, isError: false });
  expect(indexLine("running", undefined)).toMatchObject({ detail: "starting", isBusy: true });
  expect(indexLine("failed", nothing)).toMatchObject({ text: "Language server stopped", isError: true, isBusy: false });
});

test("what is not known about a file comes first, with the reasons", () => {
  const services = [service("door", "unknown", "Pick() is not known."), service("lamp", "registered")];
  expect(fileLine({ ...nothing, services, imports: ["x"] })).toMatchObject({
    text: "Close handler of door: unknown",
    detail: "Pick() is not known.",
    spoken: "Close handler of door: unknown: Pick() is not known.",
  });
  const long = "a close handler is registered, and which service it is for cannot be told";
  expect(fileLine({ ...nothing, services: [service("door", "unknown", long)] })).toMatchObject({
    detail: "a close handler is register…",
    spoken: expect.stringContaining(long),
  });
  expect(fileLine({ ...nothing, services: services.slice(1), imports: ["found in /w"] })).toMatchObject({
    text: "1 import outside the search path",
    detail: "found in /w",
  });
});

test("a service of several components is named once; a missing handler is left to its warning", () => {
  const both = [service("door", "registered"), service("door", "registered")];
  expect(fileLine({ ...nothing, services: both })?.text).toBe("Close handler of door: registered");
  expect(fileLine({ ...nothing, services: [service("door", "missing", "why"), service("log", "none", "why")] })).toBe(
    undefined,
  );
  expect(fileLine(undefined)).toBe(undefined);
});
