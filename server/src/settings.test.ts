import { expect, test } from "vitest";
import { defaultSettings, readSettings, settingInfos } from "./settings.ts";

const isKnownRule = (id: string): boolean => id === "rule-a";
const read = (value: unknown) => readSettings(value, "client", isKnownRule);
const messages = (value: unknown): readonly string[] => read(value).problems.map(({ message }) => message);

test("every setting is described, and its default is a value it takes", () => {
  expect(Object.keys(settingInfos)).toEqual(Object.keys(defaultSettings));
  expect(read(defaultSettings)).toEqual({ settings: defaultSettings, problems: [] });
});

test("right values are taken", () => {
  const settings = {
    importPaths: ["a"],
    strictImports: true,
    dialect: "telaf",
    rules: { "rule-a": "off" },
    exclude: ["x/**"],
  };
  expect(read(settings)).toEqual({ settings, problems: [] });
});

test.each([
  { value: { importPaths: "a" }, message: "'importPaths' must be a list of texts." },
  { value: { importPaths: ["a", 1] }, message: "'importPaths.1' must be a text." },
  { value: { strictImports: "yes" }, message: "'strictImports' must be true or false." },
  { value: { dialect: "c" }, message: "'dialect' must be one of auto, legato, telaf." },
  { value: { rules: [] }, message: "'rules' must be an object of rule ids and severities." },
  {
    value: { rules: { "rule-a": "fatal" } },
    message: "'rules.rule-a' must be one of off, hint, information, warning, error.",
  },
  { value: { rules: { "rule-z": "off" } }, message: "'rules.rule-z' is no rule." },
  { value: 7, message: "Expected an object with settings." },
])("$value is refused with a message, and takes nothing else along", ({ value, message }) => {
  expect(messages(value)).toEqual([message]);
  expect(messages(typeof value === "object" ? { ...value, legatoRoot: "/sdk" } : value)).toHaveLength(1);
});

test.each([undefined, null, {}])("%s means no settings", (value) => {
  expect(read(value)).toEqual({ settings: {}, problems: [] });
});

test("a setting that a client leaves open is not set", () => {
  expect(read({ importPaths: null, dialect: undefined })).toEqual({ settings: {}, problems: [] });
});

test("unknown keys are a problem in the project file only", () => {
  const value = { colour: 1, $schema: "x", __proto__: null, constructor: 2 };
  expect(read(value).problems).toEqual([]);
  const { problems } = readSettings(value, "projectFile", isKnownRule);
  expect(problems.map(({ at }) => at[0])).toEqual(["colour", "constructor"]);
});

test("how much the editor shows is no matter of the project file", () => {
  const { settings, problems } = readSettings({ diagnosticsScope: "openFiles" }, "projectFile", isKnownRule);
  expect(settings).toEqual({});
  expect(problems).toHaveLength(1);
});
