import { ownershipOf } from "@legato-api/language";
import { expect, test } from "vitest";
import { refactorings } from "./refactorings.ts";
import { workspace } from "./testing/workspace.ts";

/** The text after the rewrite whose title begins so; undefined when it is not offered. */
function after(text: string, title: string): string | undefined {
  const all = workspace(`//- /w/a.api\nREFERENCE A;\n//- /w/b.api\nREFERENCE B;\n//- /w/test.api\n${text}`);
  const view = all.view("/w/test.api");
  const offset = all.cursor.offset === -1 ? 0 : all.cursor.offset;
  const found = refactorings(view, { start: offset, end: offset }, ownershipOf(view.interface)).find((one) =>
    one.title.startsWith(title),
  );
  return [...(found?.edits ?? [])]
    .sort((a, b) => b.start - a.start)
    .reduce<string | undefined>(
      (sum, one) => sum && sum.slice(0, one.start) + one.newText + sum.slice(one.end),
      found && view.interface.source.text,
    );
}

test("USETYPES are gathered in their order, each once", () => {
  expect(after("USETYPES b;\n\nUSETYPES   a ;\nREFERENCE X;\nUSETYPES b;\nREFERENCE Y;\n", "Organize")).toBe(
    "USETYPES b;\nUSETYPES a;\nREFERENCE X;\nREFERENCE Y;\n",
  );
});

test.each([
  ["they are tidy", "USETYPES a;\nUSETYPES b;\n"],
  ["there are none", "REFERENCE X;\n"],
  ["a comment stands among them", "USETYPES a;\n// why\nUSETYPES b;\nUSETYPES b;\n"],
  ["the file has a syntax error", "USETYPES a;\nUSETYPES a;\nFUNCTION (;\n"],
])("nothing to organize: %s", (_why, text) => {
  const organized = after(text, "Organize");
  expect(organized === undefined || organized.includes("// why")).toBe(true);
});

test("documentation for the declaration at the cursor", () => {
  const text = after("REFERENCE Job;\nFUNCTION Job Op<|>en();\n", "Add documentation to Open");
  expect(text).toMatch(
    /^REFERENCE Job;\n\/\/-+\n\/\*\*\n \* Open\n \*\n \* @return\n \* {6}\n \*\/\n\/\/-+\nFUNCTION Job Open\(\);\n$/,
  );
  expect(after("/** Fine. */\nFUNCTION <|>f();\n", "Add documentation")).toBeUndefined();
});

test("a function that takes back what another hands out", () => {
  expect(after("REFERENCE Job;\nFUNCTION Job Open<|>Raw(uint8 a);\n", "Add Close")).toBe(
    "REFERENCE Job;\nFUNCTION Job OpenRaw(uint8 a);\n\n/**\n * Gives a Job back. The reference is no longer valid afterwards.\n */\nFUNCTION CloseRaw\n(\n    Job jobRef IN\n);\n",
  );
  expect(after("REFERENCE Job;\nFUNCTION Job Op<|>en();\nFUNCTION Close(Job job);\n", "Add ")).not.toContain(
    "takes the Job back",
  );
});
