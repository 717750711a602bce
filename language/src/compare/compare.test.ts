import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interface } from "../model/interface.ts";
import { withImports } from "../protocol/declarations.ts";
import { messageSizes } from "../protocol/messageSize.ts";
import { protocolId } from "../protocol/protocolId.ts";
import { arbitraryApi } from "../protocol/testing/arbitraryApi.ts";
import { interfaceOf } from "../protocol/testing/fixture.ts";
import type { Change, Place } from "./change.ts";
import { compareInterfaces } from "./compare.ts";

/** `EFFECTS rule: message`, without the line that only sums up the new id. */
function changesOf(before: Interface, after: Interface): readonly string[] {
  return compareInterfaces(before, after)
    .filter(({ rule }) => rule !== "protocol-id")
    .map(({ effects, rule, message }) => `${effects.join(" ")} ${rule}: ${message}`);
}

function between(before: string, after: string): readonly string[] {
  return changesOf(interfaceOf(before), interfaceOf(after));
}

describe("functions", () => {
  const three = "FUNCTION A(); FUNCTION B(); FUNCTION C();";

  test.each([
    ["nothing", three, three, []],
    ["blanks and comments", three, `// x\n${three.replaceAll(" ", "\n ")}`, []],
    ["one more at the end", three, `${three} FUNCTION D();`, ["PROTOCOL function-added: FUNCTION D was added"]],
    [
      "one more in the middle moves the ids behind it",
      three,
      "FUNCTION A(); FUNCTION X(); FUNCTION B(); FUNCTION C();",
      [
        "PROTOCOL function-added: FUNCTION X was added",
        "WIRE PROTOCOL message-ids-moved: 2 message ids moved: B 1 -> 2, C 2 -> 3",
      ],
    ],
    [
      "one gone",
      three,
      "FUNCTION B(); FUNCTION C();",
      [
        "SOURCE WIRE PROTOCOL function-removed: FUNCTION A was removed",
        "WIRE PROTOCOL message-ids-moved: 2 message ids moved: B 1 -> 0, C 2 -> 1",
      ],
    ],
    [
      "one renamed in its place",
      three,
      "FUNCTION A(); FUNCTION Bee(); FUNCTION C();",
      ["SOURCE PROTOCOL function-renamed: FUNCTION B is now called Bee"],
    ],
    [
      "another order",
      three,
      "FUNCTION C(); FUNCTION B(); FUNCTION A();",
      ["WIRE PROTOCOL message-ids-moved: 2 message ids moved: C 2 -> 0, A 0 -> 2"],
    ],
    [
      "another result",
      "FUNCTION uint8 A();",
      "FUNCTION int8 A();",
      ["SOURCE WIRE PROTOCOL result-type: FUNCTION A returned uint8 and returns int8"],
    ],
    [
      "a result where there was none",
      "FUNCTION A();",
      "FUNCTION int8 A();",
      ["SOURCE WIRE PROTOCOL result-type: FUNCTION A returned nothing and returns int8"],
    ],
    [
      "what a message is made of stays, its C type does not",
      "ENUM E { X }; FUNCTION E A();",
      "BITMASK E { X }; FUNCTION E A();",
      ["SOURCE PROTOCOL type-kind: ENUM E became a BITMASK"],
    ],
    [
      "documentation",
      "/** Does. */ FUNCTION A();",
      "/** Does\n * it. */ FUNCTION A();",
      ["DOC documentation: The documentation of FUNCTION A changed"],
    ],
    ["documentation laid out anew", "/** Does it. */ FUNCTION A();", "/**\n * Does\n * it.\n */\nFUNCTION A();", []],
  ] as const)("%s", (_, before, after, changes) => {
    expect(between(before, after)).toEqual(changes);
  });
});

describe("parameters", () => {
  test.each([
    ["another name", "uint8 a", "uint8 b", ["PROTOCOL parameter-renamed: Parameter a of FUNCTION F is now called b"]],
    [
      "another type",
      "uint8 a",
      "uint16 a",
      ["SOURCE WIRE PROTOCOL parameter-type: Parameter a of FUNCTION F was uint8 and is uint16"],
    ],
    [
      "the same bytes under another type",
      "uint8 a",
      "char a",
      ["SOURCE PROTOCOL parameter-type: Parameter a of FUNCTION F was uint8 and is char"],
    ],
    [
      "an array",
      "uint8 a",
      "uint8 a[2]",
      ["SOURCE WIRE PROTOCOL parameter-type: Parameter a of FUNCTION F was uint8 and is uint8[2]"],
    ],
    [
      "more room",
      "string a[2]",
      "string a[3]",
      ["WIRE PROTOCOL parameter-size: Parameter a of FUNCTION F was string[2] and is string[3]"],
    ],
    [
      "another direction",
      "uint8 a",
      "uint8 a OUT",
      ["SOURCE WIRE PROTOCOL parameter-direction: Parameter a of FUNCTION F was IN and is OUT"],
    ],
    [
      "one more",
      "uint8 a",
      "uint8 a, uint8 b",
      ["SOURCE WIRE PROTOCOL parameter-added: Parameter b was added to FUNCTION F"],
    ],
    [
      "one less",
      "uint8 a, bool b",
      "bool b",
      ["SOURCE WIRE PROTOCOL parameter-removed: Parameter a was removed from FUNCTION F"],
    ],
    [
      "another order",
      "uint8 a, bool b",
      "bool b, uint8 a",
      ["SOURCE WIRE PROTOCOL parameters-reordered: The parameters of FUNCTION F stand in another order"],
    ],
    [
      "documentation",
      "uint8 a ///< One.\n",
      "uint8 a ///< Two.\n",
      ["DOC documentation: The documentation of parameter a of FUNCTION F changed"],
    ],
  ] as const)("%s", (_, before, after, changes) => {
    expect(between(`FUNCTION F(${before});`, `FUNCTION F(${after});`)).toEqual(changes);
  });
});

describe("types and definitions", () => {
  test.each([
    [
      "members",
      "ENUM E { A, B, C };",
      "ENUM E { A, B = 7, D, X };",
      [
        "SOURCE WIRE PROTOCOL member-removed: C (2) was removed from ENUM E",
        "WIRE PROTOCOL member-value: B of ENUM E was 1 and is 7",
        "PROTOCOL member-added: D (8) was added to ENUM E",
        "PROTOCOL member-added: X (9) was added to ENUM E",
      ],
    ],
    [
      "a member's name",
      "ENUM E { A, B };",
      "ENUM E { A, Bee };",
      ["SOURCE PROTOCOL member-renamed: B of ENUM E is now called Bee"],
    ],
    [
      "members in another order",
      "BITMASK E { A = 1, B = 2 };",
      "BITMASK E { B = 2, A = 1 };",
      ["PROTOCOL reordered: The members of BITMASK E stand in another order, which alone changes the protocol id"],
    ],
    [
      "more bits than fit",
      "BITMASK E { A };",
      "BITMASK E { A, B = 0x100000000 };",
      [
        "WIRE enum-width: BITMASK E took 4 bytes in a message and takes 8",
        "PROTOCOL member-added: B (4294967296) was added to BITMASK E",
      ],
    ],
    [
      "a field that changes the size",
      "STRUCT S { uint8 a; };",
      "STRUCT S { uint8 a; uint8 b; };",
      ["SOURCE WIRE PROTOCOL field-added: Field b was added to STRUCT S"],
    ],
    [
      "a field that does not: the hash is blind to it",
      "STRUCT S { uint8 a; uint16 b; };",
      "STRUCT S { uint16 a; uint8 c; };",
      [
        "SOURCE WIRE field-removed: Field b was removed from STRUCT S; the protocol id does not show it",
        "SOURCE WIRE field-type: Field a of STRUCT S was uint8 and is uint16; the protocol id does not show it",
        "SOURCE WIRE field-added: Field c was added to STRUCT S; the protocol id does not show it",
      ],
    ],
    [
      "fields in another order",
      "STRUCT S { uint8 a; int8 b; };",
      "STRUCT S { int8 b; uint8 a; };",
      ["WIRE fields-reordered: The fields of STRUCT S stand in another order; the protocol id does not show it"],
    ],
    [
      "a field's name",
      "STRUCT S { uint8 a; };",
      "STRUCT S { uint8 b; };",
      ["SOURCE field-renamed: Field a of STRUCT S is now called b"],
    ],
    [
      "a field's size",
      "STRUCT S { string a[4]; };",
      "STRUCT S { string a[5]; };",
      ["WIRE PROTOCOL field-size: Field a of STRUCT S was string[4] and is string[5]"],
    ],
    [
      "what a handler takes",
      "HANDLER H(uint8 a); FUNCTION F(H h);",
      "HANDLER H(int8 a); FUNCTION F(H h);",
      ["SOURCE WIRE parameter-type: Parameter a of HANDLER H was uint8 and is int8; the protocol id does not show it"],
    ],
    [
      "an event",
      "HANDLER H(); EVENT E(H h);",
      "HANDLER H(); EVENT E(uint8 a, H h);",
      ["SOURCE WIRE PROTOCOL parameter-added: Parameter a was added to EVENT E"],
    ],
    [
      "an event before a function moves two ids",
      "HANDLER H(); FUNCTION F();",
      "HANDLER H(); EVENT E(H h); FUNCTION F();",
      ["PROTOCOL event-added: EVENT E was added", "WIRE PROTOCOL message-ids-moved: A message id moved: F 0 -> 2"],
    ],
    [
      "types that come and go",
      "REFERENCE R; ENUM E { A };",
      "REFERENCE R; REFERENCE Q;",
      ["SOURCE PROTOCOL type-removed: ENUM E was removed", "PROTOCOL type-added: REFERENCE Q was added"],
    ],
    [
      "types in another order",
      "REFERENCE R; REFERENCE Q;",
      "REFERENCE Q; REFERENCE R;",
      ["PROTOCOL reordered: Types stand in another order (R), which alone changes the protocol id"],
    ],
    [
      "definitions",
      "DEFINE A = 1; DEFINE B = 2; DEFINE C = 3;",
      'DEFINE A = 4; DEFINE B = "x"; DEFINE D = 1;',
      [
        "SOURCE PROTOCOL definition-removed: DEFINE C was removed",
        "PROTOCOL definition-value: DEFINE A was 1 and is 4",
        'SOURCE PROTOCOL definition-value: DEFINE B was 2 and is "x"',
        "PROTOCOL definition-added: DEFINE D was added",
      ],
    ],
  ] as const)("%s", (_, before, after, changes) => {
    expect(between(before, after)).toEqual(changes);
  });
});

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
      "PROTOCOL reordered: USETYPES stand in another order, which alone changes the protocol id",
    ]);
  });
});

describe("what decides whether deployed peers connect", () => {
  test("the protocol id", () => {
    const changes = compareInterfaces(interfaceOf("FUNCTION A();"), interfaceOf("FUNCTION B();"));
    expect(changes.map(({ rule, message }) => `${rule}: ${message}`)).toContain(
      `protocol-id: The protocol id was ${protocolId(interfaceOf("FUNCTION A();"))} and is ${protocolId(interfaceOf("FUNCTION B();"))}: ` +
        "peers built before and after refuse each other",
    );
  });

  test("the message size, where the id does not show a change", () => {
    expect(between("HANDLER H(uint8 a); FUNCTION F(H h);", "HANDLER H(uint64 a); FUNCTION F(H h);")).toEqual([
      "PROTOCOL message-size: Messages had 12 bytes and have 16, under the same protocol id: peers built before and after refuse each other",
      "SOURCE WIRE parameter-type: Parameter a of HANDLER H was uint8 and is uint64; the protocol id does not show it",
    ]);
  });
});

describe("TelAF's numbers and versions", () => {
  function telaf(api: number, serving: number, body: string): Interface {
    return interfaceOf(`API_VERSION = ${api};\nSERVING_VERSION = ${serving};\n${body}`, { dialect: "telaf" });
  }
  const old = telaf(1, 1, "FUNCTION A() = 1; FUNCTION B() = 2;");

  test.each([
    ["nothing", telaf(1, 1, "FUNCTION B() = 2; FUNCTION A() = 1;"), []],
    ["a new function and a new version", telaf(2, 1, "FUNCTION A() = 1; FUNCTION B() = 2; FUNCTION C() = 3;"), []],
    [
      "a new function in the old version",
      telaf(1, 1, "FUNCTION A() = 1; FUNCTION B() = 2; FUNCTION C() = 3;"),
      [
        "PROTOCOL telaf-version-not-raised: The interface changed and API_VERSION is still 1: old and new peers have the same protocol id and cannot tell",
      ],
    ],
    [
      "a member added in the old version",
      telaf(1, 1, "ENUM E { A }; FUNCTION A() = 1; FUNCTION B() = 2;"),
      [
        "PROTOCOL telaf-version-not-raised: The interface changed and API_VERSION is still 1: old and new peers have the same protocol id and cannot tell",
      ],
    ],
    [
      "documentation in the old version",
      telaf(1, 1, "/** Does. */ FUNCTION A() = 1; FUNCTION B() = 2;"),
      ["DOC documentation: The documentation of FUNCTION A changed"],
    ],
    [
      "an id changed",
      telaf(2, 2, "FUNCTION A() = 1; FUNCTION B() = 7;"),
      ["WIRE telaf-id-changed: B had the id 2 and has 7: give it back, deployed peers call it by that id"],
    ],
    [
      "an id given to another function",
      telaf(2, 2, "FUNCTION A() = 1; FUNCTION C(uint8 x) = 2;"),
      [
        "SOURCE WIRE function-removed: FUNCTION B was removed",
        "WIRE telaf-id-reused: Id 2 was B's and is C's: give C an id that was never used",
      ],
    ],
    [
      "a function removed while its callers are still served",
      telaf(2, 1, "FUNCTION A() = 1;"),
      [
        "SOURCE WIRE function-removed: FUNCTION B was removed",
        "WIRE telaf-id-removed: Id 2 (B) is gone and clients that call it are still served: they would wait for ever. Raise SERVING_VERSION above 1",
        "WIRE telaf-serving-not-raised: Messages changed and clients of version 1 are still served: raise SERVING_VERSION above 1",
      ],
    ],
    [
      "a function removed and its callers refused",
      telaf(2, 2, "FUNCTION A() = 1;"),
      ["SOURCE WIRE function-removed: FUNCTION B was removed"],
    ],
    [
      "another signature under one id",
      telaf(2, 1, "FUNCTION A(uint8 x) = 1; FUNCTION B() = 2;"),
      [
        "WIRE telaf-serving-not-raised: Messages changed and clients of version 1 are still served: raise SERVING_VERSION above 1",
        "SOURCE WIRE parameter-added: Parameter x was added to FUNCTION A",
      ],
    ],
  ] as const)("%s", (_, after, changes) => {
    expect(changesOf(old, after)).toEqual(changes);
  });

  test("a version lowered", () => {
    expect(changesOf(telaf(3, 2, "FUNCTION A() = 1;"), telaf(2, 1, "FUNCTION A() = 1;"))).toEqual([
      "PROTOCOL telaf-version-lowered: API_VERSION was 3 and is 2; versions only go up",
      "PROTOCOL telaf-version-lowered: SERVING_VERSION was 2 and is 1: clients that were refused are let in again",
    ]);
  });

  test("old clients are refused when SERVING_VERSION says so, and that is told", () => {
    expect(compareInterfaces(old, telaf(2, 2, "FUNCTION A() = 1; FUNCTION B() = 2;")).map(({ rule }) => rule)).toEqual([
      "protocol-id",
    ]);
  });

  test("both ids of an EVENT count", () => {
    const event = (ids: string): Interface => telaf(2, 2, `HANDLER H(); EVENT E(H h) = (${ids});`);
    expect(changesOf(event("1, 2"), event("1, 3"))).toEqual([
      "PROTOCOL telaf-version-not-raised: The interface changed and API_VERSION is still 2: old and new peers have the same protocol id and cannot tell",
      "WIRE telaf-serving-not-raised: Messages changed and clients of version 2 are still served: raise SERVING_VERSION above 2",
      "WIRE telaf-id-changed: RemoveEHandler had the id 2 and has 3: give it back, deployed peers call it by that id",
    ]);
  });
});

test("every change points to both places", () => {
  const before = interfaceOf("FUNCTION Open(uint8 way); FUNCTION Gone();");
  const after = interfaceOf("\n\nFUNCTION Open(uint8 weg);");
  const text = (iface: Interface, { span }: Place): string => iface.source.text.slice(span.start, span.end);
  const places = compareInterfaces(before, after).map((each) => [
    each.rule,
    text(before, each.before),
    text(after, each.after),
  ]);
  expect(places).toEqual([
    ["function-removed", "Gone", ""],
    ["protocol-id", "", ""],
    ["parameter-renamed", "way", "weg"],
  ]);
});

describe("whatever the two interfaces", () => {
  const isInside = (versions: readonly Interface[], place: Place): boolean =>
    versions.some(
      ({ uri, source }) =>
        uri === place.uri && place.span.start <= place.span.end && place.span.end <= source.text.length,
    );

  test("a different id or size is always told, equal ones never, and places lie in the text", () => {
    fc.assert(
      fc.property(arbitraryApi(), arbitraryApi(), (first, second) => {
        const [before, after] = [interfaceOf(first), interfaceOf(second)];
        const changes: readonly Change[] = compareInterfaces(before, after);
        const refused =
          protocolId(before) !== protocolId(after) || messageSizes(before).message !== messageSizes(after).message;
        expect(changes.some(({ rule }) => rule === "protocol-id" || rule === "message-size")).toBe(refused);
        for (const change of changes) {
          expect(change.effects.length).toBeGreaterThan(0);
          expect(isInside(withImports(before), change.before) && isInside(withImports(after), change.after)).toBe(true);
        }
        expect(compareInterfaces(before, interfaceOf(first))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("when the id differs, some declaration is named that is why", () => {
    fc.assert(
      fc.property(arbitraryApi(), arbitraryApi(), (first, second) => {
        const [before, after] = [interfaceOf(first), interfaceOf(second)];
        const reasons = compareInterfaces(before, after).filter(
          ({ rule, effects }) => rule !== "protocol-id" && effects.includes("PROTOCOL"),
        );
        expect(reasons.length > 0 || protocolId(before) === protocolId(after)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
