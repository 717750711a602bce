import { expect, test } from "vitest";
import { closeHandlerPlace } from "./closeHandlerPlace.ts";

const head = "/** It has no `onClose`, yet. */\n";
const service = "service<Printer>(import.meta, 'printer.api', { open() {} ";

test.each([
  ["the handler, below the service", `${head}${service}, onClose(session) {} });`, "onClose(session)"],
  ["one that is a member", `${service}, onClose: free });`, "onClose: free"],
  ["one that is commented out", `${head}${service},\n  // onClose(session) {}\n});`, "onClose(session)"],
  ["the service where there is none", `${head}export default ${service}});`, "service<Printer>"],
])("is %s", (_what, source, place) => {
  expect(source.slice(closeHandlerPlace(source))).toMatch(new RegExp(`^${place.replace(/[()]/g, "\\$&")}`));
});

test("is the start of a file that has neither", () => {
  expect(closeHandlerPlace("const nothing = 1;")).toBe(0);
});
