import { describe, expect, test } from "vitest";
import { applyEdits, EditCollector } from "./edits.ts";

describe("edits of several files", () => {
  test("insertions at one place keep the order in which they were made", () => {
    const edits = new EditCollector();
    edits.insert("a.c", 3, "first ");
    edits.insert("b.c", 0, "other");
    edits.insert("a.c", 3, "second ");
    edits.replace("a.c", { start: 3, end: 6 }, "new");
    edits.insert("a.c", 0, ">");
    const files = edits.finish() ?? [];
    expect(files.map(({ path }) => path)).toEqual(["a.c", "b.c"]);
    expect(applyEdits("a: old;", files[0]?.edits ?? [])).toBe(">a: first second new;");
  });

  test("every other byte stays", () => {
    const edits = new EditCollector();
    edits.replace("a.c", { start: 2, end: 3 }, "");
    edits.insert("a.c", 5, "\r\n");
    expect(applyEdits("ab\tc\r\n\u{1F600}", edits.finish()?.[0]?.edits ?? [])).toBe("abc\r\r\n\n\u{1F600}");
  });

  test("two edits of the same text are no edits", () => {
    const edits = new EditCollector();
    edits.replace("a.c", { start: 0, end: 5 }, "x");
    edits.replace("a.c", { start: 4, end: 6 }, "y");
    expect(edits.finish()).toBeUndefined();
  });
});
