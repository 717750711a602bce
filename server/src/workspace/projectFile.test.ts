import fc from "fast-check";
import { expect, test } from "vitest";
import { readProjectFile } from "./projectFile.ts";

const isKnownRule = (id: string): boolean => id === "rule-a";
const read = (text: string) =>
  readProjectFile("/legato-api.json", { path: "/legato-api.json", text, version: "1" }, isKnownRule);

test("a byte order mark is nobody's mistake", () => {
  expect(read('\uFEFF{ "dialect": "telaf" }')).toMatchObject({ settings: { dialect: "telaf" }, findings: [] });
});

test("an empty file says what is missing", () => {
  expect(read("").findings).toMatchObject([{ severity: "error", message: expect.stringContaining("Not valid JSON") }]);
});

test("a file that cannot be read is an error, because its settings are not in force", () => {
  const { settings, findings } = readProjectFile("/legato-api.json", "denied", isKnownRule);
  expect(settings).toEqual({});
  expect(findings).toMatchObject([{ severity: "error", message: expect.stringContaining("denied") }]);
});

test("any text gives settings and findings inside of it, never a throw", () => {
  const pieces = fc.constantFrom(
    ...'{ } [ ] : , " importPaths rules exclude dialect telaf null true 1 __proto__ \n // é 😀'.split(" "),
  );
  const json = fc.json().map((value) => value.replace(/"[a-z]?"/g, '"rules"'));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces).map((parts) => parts.join(" ")),
        fc.string(),
        json,
      ),
      (text) => {
        for (const { span } of read(text).findings) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length + 1);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
        }
      },
    ),
    { numRuns: 500 },
  );
});
