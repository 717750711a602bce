import { describe, expect, test } from "vitest";
import { computedMessageSize, functionSizes, messageSizes } from "./messageSize.ts";
import { functionOf, interfaceOf } from "./testing/fixture.ts";
import { printerText } from "./testing/printer.ts";

/** In the order ordinary, local 32, local 64; then the same with RPC. */
function sizesOf(text: string, dialect: "legato" | "telaf" = "legato"): readonly number[] {
  const all = messageSizes(interfaceOf(text, { dialect }));
  return [all.message, all.local32, all.local64, all.messageRpc, all.local32Rpc, all.local64Rpc];
}

describe("the size of the largest message, as the reference compiler counts it", () => {
  test.each([
    ["nothing to send", "", [9, 9, 9, 15, 11, 11]],
    ["every kind of declaration", printerText, [114, 114, 114, 138, 134, 134]],
    [
      "every shape of output",
      "ENUM E{A,B}; FUNCTION f(E e[2] OUT, string s[3] OUT, uint8 q[4] OUT, uint16 h[2] OUT, bool b, bool c OUT);",
      [44, 47, 55, 59, 58, 66],
    ],
  ])("%s", (_, text, sizes) => {
    expect(sizesOf(text)).toEqual(sizes);
  });

  test("an unused HANDLER counts, one of an imported file does not", () => {
    const handler = "HANDLER H(string s[200]);";
    expect(sizesOf(handler)[0]).toBe(8 + 204);
    expect(sizesOf(`//- /base.api\n${handler}\n//- /main.api\nUSETYPES base;\n`)[0]).toBe(9);
  });

  test("a structure that holds another one many times over is counted at once", () => {
    const structs = Array.from({ length: 40 }, (_, at) => `STRUCT S${at + 1} { S${at} a; S${at} b; };`);
    const text = `STRUCT S0 { uint8 a; };\n${structs.join("\n")}\nFUNCTION F(S40 s);`;
    expect(sizesOf(text)[0]).toBe(8 + 2 ** 40);
  });
});

describe("TelAF counts as its older base does", () => {
  test("structures without lengths, outputs as their capacity, local strings and arrays as pointers", () => {
    const text = "STRUCT S { string s[9]; uint8 a[4]; }; FUNCTION F(S s, uint8 x[5] OUT, string y[6] OUT) = 1;";
    expect(sizesOf(text, "telaf")).toEqual([8 + 21, 8 + 29, 8 + 37, 9 + 37, 9 + 47, 9 + 55]);
  });

  test("API_MSG_SIZE replaces what was computed", () => {
    const iface = interfaceOf("API_MSG_SIZE = 400;\nFUNCTION F(uint32 a) = 1;", { dialect: "telaf" });
    expect(messageSizes(iface)).toMatchObject({ message: 400, messageRpc: 400, local32: 12 });
    expect(computedMessageSize(iface)).toBe(12);
  });
});

describe("one function's share", () => {
  const printer = interfaceOf(printerText);

  test.each([
    ["Open", { request: 40, response: 4 }],
    ["Write", { request: 50, response: 66 }],
    ["Close", { request: 4, response: 0 }],
    ["Later", { request: 5, response: 0, event: 110 }],
    ["AddProgressHandler", { request: 8, response: 4, event: 110 }],
  ])("%s", (name, sizes) => {
    expect(functionSizes(printer, functionOf(printer, name))).toEqual(sizes);
  });
});
