import { describe, expect, test } from "vitest";
import { checkText, interfaceOf } from "../protocol/testing/fixture.ts";
import { compareInterfaces } from "./compare.ts";
import { between, changesOf } from "./testing/changes.ts";

describe("imports", () => {
  const files = (base: string): string =>
    `//- /base.api\n${base}\n//- /main.api\nUSETYPES base;\nFUNCTION F(base.Kind kind);\n`;

  test("a change in a type used here is a change here", () => {
    expect(between(files("ENUM Kind { A };"), files("ENUM Kind { A = 1 };"))).toEqual([
      "WIRE PROTOCOL import-changed: base, which is imported, has a change: A of ENUM Kind was 0 and is 1",
    ]);
  });

  test("one that the hash is blind to does not change the id", () => {
    const using = (fields: string): string =>
      `//- /base.api\nSTRUCT S { ${fields} };\n//- /main.api\nUSETYPES base;\nFUNCTION F(base.S s);\n`;
    expect(between(using("uint8 a; int8 b;"), using("int8 b; uint8 a;"))).toEqual([
      "WIRE import-changed: base, which is imported, has a change: The fields of STRUCT S stand in another order; the protocol id does not show it",
    ]);
  });

  test("one in a type that is not used changes the id and nothing else", () => {
    const changes = between(
      files("ENUM Kind { A }; STRUCT Unused { uint8 a; };"),
      files("ENUM Kind { A }; STRUCT Unused { uint8 a; uint8 b; };"),
    );
    expect(changes).toEqual([
      "PROTOCOL import-changed: base, which is imported, has a change: Field b was added to STRUCT Unused",
    ]);
  });

  test("one in a type that is not used is none here, wherever the two stand", () => {
    const changes = between(
      files("STRUCT Unused { uint8 a; }; ENUM Kind { A };"),
      files(`ENUM Kind { ${" ".repeat(60)} A }; STRUCT Unused { uint8 a; uint8 b; };`),
    );
    expect(changes).toEqual([
      "PROTOCOL import-changed: base, which is imported, has 2 changes: Types stand in another order (Unused), which alone changes the protocol id; Field b was added to STRUCT Unused",
    ]);
  });

  test.each([
    ["comes", "ENUM Kind { A };", "ENUM Kind { A, B };"],
    ["goes", "ENUM Kind { A, B };", "ENUM Kind { A };"],
  ])("a member of a type used here that %s is a change here, as it is there", (_, before, after) => {
    const [there] = compareInterfaces(interfaceOf(before), interfaceOf(after)).filter(
      ({ rule }) => rule !== "protocol-id",
    );
    const [here] = between(files(before), files(after));
    expect(here).toBe(
      `${there?.effects.join(" ")} import-changed: base, which is imported, has a change: ${there?.message}`,
    );
  });

  test.each([
    [
      "A, B, C",
      "3 changes: A of ENUM Kind was 0 and is 1; B of ENUM Kind was 1 and is 2; C of ENUM Kind was 2 and is 3",
    ],
    [
      "A, B, C, D",
      "4 changes: A of ENUM Kind was 0 and is 1; B of ENUM Kind was 1 and is 2; C of ENUM Kind was 2 and is 3; ...",
    ],
  ])("of %s all moved the first three are told", (members, told) => {
    const [here] = between(
      files(`ENUM Kind { ${members} };`),
      files(`ENUM Kind { ${members.replace("A", "A = 1")} };`),
    );
    expect(here).toBe(`WIRE PROTOCOL import-changed: base, which is imported, has ${told}`);
  });

  test("its documentation does not count", () => {
    expect(between(files("ENUM Kind { A };"), files("/** Doc. */ ENUM Kind { A };"))).toEqual([]);
  });

  test("new, gone and in another order", () => {
    const bases = "//- /a.api\nDEFINE A = 1;\n//- /b.api\nDEFINE B = 1;\n//- /main.api\n";
    expect(between(`${bases}USETYPES a;\n`, `${bases}USETYPES b;\n`)).toEqual([
      "PROTOCOL import-removed: a is imported no longer",
      "PROTOCOL import-added: b is imported",
    ]);
    expect(between(`${bases}USETYPES a;\nUSETYPES b;\n`, `${bases}USETYPES b;\nUSETYPES a;\n`)).toEqual([
      "PROTOCOL reordered: USETYPES stand in another order (a), which alone changes the protocol id",
    ]);
  });

  test("one in a type that stands at the same place of another file is none here", () => {
    const using = (kind: string): string =>
      `//- /base.api\n${kind}\n//- /other.api\nENUM Used { A };\n//- /main.api\nUSETYPES base;\nUSETYPES other;\nFUNCTION F(other.Used used);\n`;
    expect(between(using("ENUM Kind { A };"), using("ENUM Kind { B };"))).toEqual([
      "PROTOCOL import-changed: base, which is imported, has a change: A of ENUM Kind is now called B",
    ]);
  });

  test("one in a type that is used from now on touches nobody who is built with the old version", () => {
    const using = (kind: string, used: string): string =>
      `//- /base.api\n${kind}\n//- /main.api\nUSETYPES base;\n${used}`;
    expect(
      between(using("ENUM Kind { A };", ""), using("ENUM Kind { A = 1 };", "FUNCTION F(base.Kind kind);\n")),
    ).toEqual([
      "PROTOCOL import-changed: base, which is imported, has a change: A of ENUM Kind was 0 and is 1",
      "PROTOCOL function-added: FUNCTION F was added",
    ]);
  });

  test("a type that is gone with what used it was used", () => {
    const using = (kind: string, used: string): string =>
      `//- /base.api\nDEFINE N = 1;\n${kind}\n//- /main.api\nUSETYPES base;\n${used}`;
    expect(between(using("ENUM Kind { A };", "FUNCTION F(base.Kind kind);\n"), using("", ""))).toEqual([
      "SOURCE WIRE PROTOCOL function-removed: FUNCTION F was removed",
      "SOURCE PROTOCOL import-changed: base, which is imported, has a change: ENUM Kind was removed",
    ]);
  });

  test("one in a file that is imported there counts where its type is used", () => {
    const using = (kind: string): string =>
      `//- /kinds.api\n${kind}\n//- /base.api\nUSETYPES kinds;\nSTRUCT S { kinds.Kind kind; };\n//- /main.api\nUSETYPES base;\nFUNCTION F(base.S s);\n`;
    expect(between(using("ENUM Kind { A };"), using("ENUM Kind { A = 1 };"))).toEqual([
      "WIRE PROTOCOL import-changed: base, which is imported, has a change: kinds, which is imported, has a change: A of ENUM Kind was 0 and is 1",
    ]);
  });

  test.each([
    ["before", "", "ENUM Kind { A };"],
    ["after", "ENUM Kind { A };", ""],
    ["before and after", "", ""],
  ])("nothing is said of what a file declares that was not found %s", (_when, before, after) => {
    const at = (base: string) =>
      checkText(`${base === "" ? "" : `//- /base.api\n${base}\n`}//- /main.api\nUSETYPES base;\nDEFINE A = 1;\n`)
        .interface;
    expect(changesOf(at(before), at(after))).toEqual([]);
  });
});
