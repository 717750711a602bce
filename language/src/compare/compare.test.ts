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
import { between } from "./testing/changes.ts";

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
      "one renamed in its place, with another result, is another one",
      "FUNCTION A();",
      "FUNCTION uint8 Bee();",
      [
        "SOURCE WIRE PROTOCOL function-removed: FUNCTION A was removed",
        "PROTOCOL function-added: FUNCTION Bee was added",
      ],
    ],
    [
      "one that became an event",
      "HANDLER H(); FUNCTION A(); FUNCTION B();",
      "HANDLER H(); FUNCTION A(); EVENT B(H h);",
      ["SOURCE WIRE PROTOCOL function-removed: FUNCTION B was removed", "PROTOCOL event-added: EVENT B was added"],
    ],
    [
      "of many ids that moved, those of an event among them, the first three are told",
      "HANDLER H(); FUNCTION F(); EVENT E(H h); FUNCTION G();",
      "HANDLER H(); FUNCTION X(); FUNCTION F(); EVENT E(H h); FUNCTION G();",
      [
        "PROTOCOL function-added: FUNCTION X was added",
        "WIRE PROTOCOL message-ids-moved: 4 message ids moved: F 0 -> 1, AddEHandler 1 -> 2, RemoveEHandler 2 -> 3, and 1 more",
      ],
    ],
    [
      "the same bytes as another result",
      "FUNCTION uint8 A();",
      "FUNCTION char A();",
      ["SOURCE PROTOCOL result-type: FUNCTION A returned uint8 and returns char"],
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
    [
      "the file's documentation",
      "/** About one. */ /** Does. */ FUNCTION A();",
      "/** About two. */ /** Does. */ FUNCTION A();",
      ["DOC documentation: The documentation of printer.api changed"],
    ],
    [
      "an event's documentation",
      "HANDLER H();\n/** Ticks. */\nEVENT E(H h);",
      "HANDLER H();\n/** Tocks. */\nEVENT E(H h);",
      ["DOC documentation: The documentation of EVENT E changed"],
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
      "another name and another type: another one",
      "uint8 a",
      "uint16 b",
      [
        "SOURCE WIRE PROTOCOL parameter-removed: Parameter a was removed from FUNCTION F",
        "SOURCE WIRE PROTOCOL parameter-added: Parameter b was added to FUNCTION F",
      ],
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
      "more bits than fit, told where the type is and not at all that use it",
      "BITMASK E { A }; STRUCT S { E e; }; FUNCTION E F(E e);",
      "BITMASK E { A = 0x100000000 }; STRUCT S { E e; }; FUNCTION E F(E e);",
      [
        "WIRE enum-width: BITMASK E took 4 bytes in a message and takes 8",
        "WIRE PROTOCOL member-value: A of BITMASK E was 1 and is 4294967296",
      ],
    ],
    [
      "a member's documentation",
      "ENUM E { A ///< One.\n };",
      "ENUM E { A ///< Two.\n };",
      ["DOC documentation: The documentation of A of ENUM E changed"],
    ],
    [
      "a type's documentation",
      "/** One. */ REFERENCE R;",
      "/** Two. */ REFERENCE R;",
      ["DOC documentation: The documentation of REFERENCE R changed"],
    ],
    [
      "another kind of type",
      "ENUM E { A }; FUNCTION F(E e);",
      "REFERENCE E; FUNCTION F(E e);",
      ["SOURCE WIRE PROTOCOL type-kind: ENUM E became a REFERENCE"],
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
      "a field's type, packed in the same bytes",
      "STRUCT S { uint8 a; };",
      "STRUCT S { char a; };",
      ["SOURCE field-type: Field a of STRUCT S was uint8 and is char"],
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
      "REFERENCE P; REFERENCE Q; REFERENCE R;",
      "REFERENCE P; REFERENCE R; REFERENCE Q;",
      ["PROTOCOL reordered: Types stand in another order (Q), which alone changes the protocol id"],
    ],
    [
      "definitions in another order",
      "DEFINE A = 1; DEFINE B = 2;",
      "DEFINE B = 2; DEFINE A = 1;",
      ["PROTOCOL reordered: DEFINEs stand in another order (A), which alone changes the protocol id"],
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
