import { expect, test } from "vitest";
import { acquiredText, valueText } from "./words.ts";

test("a value is one line of JSON, and nothing in it turns or hides the text beside it", () => {
  const value = { name: "a\u202eb\u009b\n", list: ["größe", 1, null] };
  expect(valueText(value)).toBe('{"name":"a\\u202eb\\u009b\\n","list":["größe",1,null]}');
  expect(JSON.parse(valueText(value))).toEqual(value);
});

test("a resource is told with the call that acquired it", () => {
  const resource = { type: "Job", reference: 0x1001, acquiredBy: "Open", arguments: { name: "\u2066x" }, at: "" };
  expect(acquiredText(resource)).toBe('Open(name "\\u2066x")');
});
