/** Interfaces nobody writes, which must not stop the editor that happens to open them. */
import { describe, expect, test } from "vitest";
import type { Interface } from "../model/interface.ts";
import { cHeader } from "../protocol/cHeader.ts";
import { createCodec } from "../protocol/codec.ts";
import { describe as describeInterface } from "../protocol/describe.ts";
import { ifgenJson } from "../protocol/ifgenJson.ts";
import { measureJson, printJson } from "../protocol/json.ts";
import { messageSizes } from "../protocol/messageSize.ts";
import { protocolId } from "../protocol/protocolId.ts";
import { checkText } from "../protocol/testing/fixture.ts";
import { typescriptTypes } from "../protocol/typescript.ts";
import { compareInterfaces } from "./compare.ts";

function chain(length: number, fields: (inner: string) => string): string {
  const structs = Array.from({ length }, (_, at) => `STRUCT S${at + 1} { ${fields(`S${at}`)} };`);
  return `STRUCT S0 { uint8 a; };\n${structs.join("\n")}\nFUNCTION F(S${length} s, S${length} t[2] OUT);\n`;
}

function diamonds(levels: number): string {
  const level = (at: number): string =>
    ["l", "r"]
      .map(
        (side) =>
          `//- /${side}${at}.api\n${at === 0 ? "DEFINE A = 1;" : `USETYPES l${at - 1};\nUSETYPES r${at - 1};`}\n`,
      )
      .join("");
  return `${Array.from({ length: levels }, (_, at) => level(at)).join("")}//- /main.api\nUSETYPES l${levels - 1};\n`;
}

/** All facts there are, JSON but for its printing. */
function everything(iface: Interface): void {
  expect(protocolId(iface)).toMatch(/^[0-9a-f]{32}$/);
  expect(messageSizes(iface).message).toBeGreaterThan(0);
  expect(describeInterface(iface, new Map()).name).toBe(iface.name);
  expect(cHeader(iface, { side: "asyncServer" }).text).not.toBe("");
  expect(typescriptTypes(iface)).toContain("export interface ");
  expect(measureJson(ifgenJson(iface)).values).toBeGreaterThan(0);
  const codec = createCodec(iface);
  for (const id of codec.functions.keys()) {
    expect(codec.decodeRequest(id, new Uint8Array(100))).toBeDefined();
  }
}

describe.each([
  ["structures that hold each other twice, 60 deep", chain(60, (inner) => `${inner} a; ${inner} b;`)],
  ["more bytes than a number can count", chain(1200, (inner) => `${inner} a; ${inner} b;`)],
  ["structures 20,000 deep", chain(20_000, (inner) => `${inner} a;`)],
  ["imports in diamonds, 40 deep", diamonds(40)],
  ["a size of 400 digits", `DEFINE N = ${"9".repeat(400)};\nFUNCTION F(string s[N], uint16 a[N] OUT);`],
  ["sizes below zero", "DEFINE N = 0 - 5;\nFUNCTION F(string s[N], uint16 a[N] OUT, uint8 b[0]);"],
  ["parameters of one name", "FUNCTION F(uint8 a, string a[3], bool a OUT, double a OUT);"],
  [
    "mistakes everywhere",
    "FUNCTION F(foo a, string s, file f[2]); STRUCT S { bar b; }; EVENT E(uint8 x); ENUM E { A = 1, B = 1 };",
  ],
])("%s", (_, text) => {
  const { interface: iface } = checkText(text);

  test("has an answer to every question", () => {
    everything(iface);
  });

  test("is the same as itself", () => {
    expect(compareInterfaces(iface, iface)).toEqual([]);
  });
});

test("two trees of structures that differ in their names only are compared at once", () => {
  const text = chain(60, (inner) => `${inner} a; ${inner} b;`);
  const [before, after] = [checkText(text), checkText(text.replaceAll(/\bS(?=\d)/g, "T"))];
  const rules = compareInterfaces(before.interface, after.interface).map(({ rule }) => rule);
  expect(new Set(rules)).toEqual(new Set(["type-removed", "type-added", "parameter-type", "protocol-id"]));
});

test("what JSON would take to print is known before it is printed", () => {
  expect(measureJson([1, { a: "x", b: [] }])).toEqual({ values: 5, depth: 3 });
  expect(measureJson("x")).toEqual({ values: 1, depth: 0 });
  const shared = { a: 1 };
  expect(measureJson([shared, shared])).toEqual({ values: 5, depth: 2 });
  expect(printJson([shared, shared]).match(/1/g)).toHaveLength(2);
  const { interface: iface } = checkText(chain(60, (inner) => `${inner} a; ${inner} b;`));
  expect(measureJson(ifgenJson(iface)).values).toBeGreaterThan(2 ** 60);
});

test("interfaces of many members and functions are compared at once", () => {
  const count = 100_000;
  const members = Array.from({ length: count }, (_, at) => `M${at}`);
  const { interface: before } = checkText(`ENUM E { ${members.join(",\n")} };`);
  const { interface: after } = checkText(`ENUM E { ${members.with(count - 1, "LAST").join(",\n")} };`);
  expect(compareInterfaces(before, after).map(({ rule }) => rule)).toEqual(["protocol-id", "member-renamed"]);
  expect(createCodec(before).functions.size).toBe(0);

  const functions = (last: string): Interface =>
    checkText(Array.from({ length: 5_000 }, (_, at) => `FUNCTION F${at}${at === 4_999 ? last : ""}(E e);`).join("\n"))
      .interface;
  expect(compareInterfaces(functions(""), functions("Renamed")).map(({ rule }) => rule)).toEqual([
    "protocol-id",
    "function-renamed",
  ]);
});
