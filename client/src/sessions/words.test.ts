import { expect, test } from "vitest";
import { START, sessionFacts } from "./testing/facts.ts";
import { acquiredText, ageText, endText, heldText, valueText } from "./words.ts";

test("a value is one line of JSON, and nothing in it turns or hides the text beside it", () => {
  const value = { name: "a\u202eb\u009b\n", list: ["größe", 1, null] };
  expect(valueText(value)).toBe('{"name":"a\\u202eb\\u009b\\n","list":["größe",1,null]}');
  expect(JSON.parse(valueText(value))).toEqual(value);
});

test("a resource is told with the call that acquired it", () => {
  const resource = { type: "Job", reference: 0x1001, acquiredBy: "Open", arguments: { name: "\u2066x" }, at: "" };
  expect(acquiredText(resource)).toBe('Open(name "\\u2066x")');
});

test.each([
  [-1, "0 s"],
  [59.9, "59 s"],
  [60, "1 min"],
  [3599, "59 min"],
  [3600, "1 h"],
  [3660, "1 h 1 min"],
  [86_399, "23 h 59 min"],
  [86_400, "1 d"],
])("an age of %d s is told as %s", (seconds, text) => {
  expect(ageText(new Date(START).toISOString(), START + 1000 * seconds)).toBe(text);
});

test("an age since no time is not told", () => {
  expect(ageText("", START)).toBe("");
});

test("a session that is open and holds nothing is told so", () => {
  expect([heldText(sessionFacts()), endText(sessionFacts())]).toEqual(["nothing", "open"]);
});
