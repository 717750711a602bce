import { describe, expect, test } from "vitest";
import type { Interface } from "../model/interface.ts";
import { interfaceOf } from "../protocol/testing/fixture.ts";
import type { Place } from "./change.ts";
import { compareInterfaces } from "./compare.ts";
import { changesOf } from "./testing/changes.ts";

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
      "a type added in the old version",
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

  test("declarations in another order are no other interface", () => {
    const before = telaf(1, 1, "REFERENCE R; REFERENCE Q; FUNCTION A() = 1;");
    expect(changesOf(before, telaf(1, 1, "REFERENCE Q; REFERENCE R; FUNCTION A() = 1;"))).toEqual([]);
  });

  test.each([
    ["first given", "FUNCTION A();", "FUNCTION A(uint8 x);", "hash", "versions"],
    ["given up", "FUNCTION A();", "FUNCTION A(uint8 x);", "versions", "hash"],
  ] as const)("where versions are %s, old and new peers refuse each other", (_what, old, now, from, to) => {
    const as = (how: "hash" | "versions", body: string): Interface =>
      how === "hash" ? interfaceOf(body) : telaf(1, 1, body);
    const found = compareInterfaces(as(from, old), as(to, now));
    expect(found.map(({ effects, rule }) => `${effects.join(" ")} ${rule}`)).toEqual([
      "PROTOCOL protocol-id",
      "SOURCE WIRE PROTOCOL parameter-added",
    ]);
  });

  test("a version lowered", () => {
    expect(changesOf(telaf(3, 2, "FUNCTION A() = 1;"), telaf(2, 1, "FUNCTION A() = 1;"))).toEqual([
      "PROTOCOL telaf-version-lowered: API_VERSION was 3 and is 2; versions only go up",
      "PROTOCOL telaf-version-lowered: SERVING_VERSION was 2 and is 1: clients that were refused are let in again",
    ]);
  });

  test.each([
    [1, "old clients are served, and nothing is told", []],
    [2, "old clients are refused, and that is told", ["protocol-id"]],
  ])("with SERVING_VERSION %i %s", (serving, _what, rules) => {
    const now = telaf(2, serving, "FUNCTION A() = 1; FUNCTION B() = 2;");
    expect(compareInterfaces(old, now).map(({ rule }) => rule)).toEqual(rules);
  });

  const event = (ids: string): Interface => telaf(2, 2, `HANDLER H(); EVENT E(H h) = (${ids});`);

  test("a changed id is pointed to, in an EVENT the one of the two", () => {
    const [before, after] = [event("1, 2"), event("1, 3")];
    const changed = compareInterfaces(before, after).find(({ rule }) => rule === "telaf-id-changed");
    const text = ({ source }: Interface, at: Place | undefined) => source.text.slice(at?.span.start, at?.span.end);
    expect([text(before, changed?.before), text(after, changed?.after)]).toEqual(["2", "3"]);
  });

  test("both ids of an EVENT count", () => {
    expect(changesOf(event("1, 2"), event("1, 3"))).toEqual([
      "PROTOCOL telaf-version-not-raised: The interface changed and API_VERSION is still 2: old and new peers have the same protocol id and cannot tell",
      "WIRE telaf-serving-not-raised: Messages changed and clients of version 2 are still served: raise SERVING_VERSION above 2",
      "WIRE telaf-id-changed: RemoveEHandler had the id 2 and has 3: give it back, deployed peers call it by that id",
    ]);
  });
});
