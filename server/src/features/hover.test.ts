import { ownershipOf } from "@legato-api/language";
import { expect, test } from "vitest";
import { hover } from "./hover.ts";
import { workspace } from "./testing/workspace.ts";

function shown(text: string): string {
  const all = workspace(text);
  const answer = hover(all.view(), all.cursor.offset, { ownershipOf });
  if (answer === null || typeof answer.contents !== "object" || !("value" in answer.contents)) return "";
  return answer.contents.value;
}

const PRINTER = `REFERENCE Job;
ENUM Size { A4, /// x
  A5 = 16 };
DEFINE MAX = 2 * 8;
/**
 * Opens a job.
 *
 * @return The job.
 */
FUNCTION Job Open
(
    string name[MAX] IN,  ///< The @c name.
    Size size IN
);
FUNCTION Close(Job job IN);
HANDLER OutHandler(uint8 tray);
EVENT Out(OutHandler handler);
`;
const at = (mark: string): string => shown(PRINTER.replace(mark, `<|>${mark}`));

test("a function: declaration, documentation, who holds what, C, wire", () => {
  const text = at("Open\n");
  expect(text).toContain("FUNCTION Job Open");
  expect(text).not.toContain("///<");
  expect(text).toContain("Opens a job.\n\n**Returns:** The job.");
  expect(text).toContain("**Acquires** `Job`, paired with `Close` (certain)");
  expect(text).toContain("test_JobRef_t test_Open");
  expect(text).toContain("Message id `0` (Open): request 24 B, response 4 B of 32 B");
  expect(text).toContain("test_OpenRespond");
});

test("an event: both functions it makes", () => {
  const text = at("Out(Out");
  expect(text).toContain("test_AddOutHandler");
  expect(text).toContain("test_RemoveOutHandler");
  expect(text).toContain("Message id `3` (RemoveOutHandler)");
});

test.each([
  ["a DEFINE", "MAX = 2", "Value: 16 (`0x10`)"],
  ["a member", "A5 =", "Value: 16 (`0x10`)"],
  ["an ENUM", "Size {", "- `A4` = 0 (`0x0`)"],
  ["a parameter", "name[MAX]", "The `name`."],
  ["a built-in type", "string name", "without the NUL"],
  ["an integer type", "uint8 tray", "`uint8_t` in C, 1 byte."],
  ["a reference", "Job Open", "4 bytes on the wire"],
])("%s", (_what, mark, part) => {
  expect(at(mark)).toContain(part);
});

test("an import: its documentation and protocol", () => {
  const text = shown(
    "//- /w/paper.api\n/** Paper. */\n/** Sheet. */\nREFERENCE Sheet;\n//- /w/test.api\nUSETYPES pa<|>per;\n",
  );
  expect(text).toContain("Paper.");
  expect(text).toMatch(/Protocol id `[0-9a-f]{32}`, 0 messages/);
});

test("nothing on a keyword, a blank, a comment", () => {
  expect(shown("FUN<|>CTION f();")).toBe("");
  expect(shown("FUNCTION f(); <|>  ")).toBe("");
  expect(shown("// <|>f\nFUNCTION f();")).toBe("");
});

test("a comment cannot smuggle a link or HTML into the editor", () => {
  const text = shown("/** [x](command:evil) <img src=x> */\nFUNCTION <|>f();");
  expect(text).toContain("\\[x\\](command:evil) \\<img src=x\\>");
});
