import { expect, test } from "vitest";
import { ownershipOf } from "../ownership/ownershipOf.ts";
import { describe as describeInterface } from "./describe.ts";
import { interfaceOf } from "./testing/fixture.ts";
import { printerText } from "./testing/printer.ts";

const printer = interfaceOf(printerText);
const description = describeInterface(printer, ownershipOf(printer));

test("the facts of an interface", () => {
  expect(description).toMatchObject({
    name: "printer",
    protocolId: "c3bf1bfabf76f00092fadc2388d068ad",
    protocolIdRpc: "c68611292de68e2cf620ff4175515991",
    messageSize: 114,
    messageSizeRpc: 138,
    localMessageSize32: 114,
    localMessageSize64: 114,
    imports: ["base"],
    definitions: [
      { name: "MOST", cName: "PRINTER_MOST", value: 24 },
      { name: "WIDE", cName: "PRINTER_WIDE", value: "18446744073709551616" },
    ],
  });
});

test("types with their C names, sizes and parts", () => {
  expect(description.types).toEqual([
    { name: "Job", kind: "reference", cName: "printer_JobRef_t", size: 4 },
    {
      name: "Side",
      kind: "bitmask",
      cName: "printer_Side_t",
      size: 8,
      members: [
        { name: "FRONT", cName: "PRINTER_FRONT", value: 1 },
        { name: "BACK", cName: "PRINTER_BACK", value: 2 },
        { name: "HIDDEN", cName: "PRINTER_HIDDEN", value: 4294967296 },
      ],
    },
    {
      name: "Done",
      kind: "handler",
      cName: "printer_DoneFunc_t",
      size: 4,
      parameters: [
        { name: "pages", type: "uint32", direction: "in" },
        { name: "text", type: "string", count: 40, direction: "in" },
        { name: "sizes", type: "base.Size", count: 3, direction: "in" },
      ],
    },
    {
      name: "Page",
      kind: "struct",
      cName: "printer_Page_t",
      size: 30,
      fields: [
        { name: "kind", type: "base.Kind" },
        { name: "size", type: "base.Size" },
        { name: "scale", type: "double" },
      ],
    },
  ]);
});

test("functions by id, with what an event makes in place", () => {
  expect(description.functions.map(({ id, name, kind, event }) => [id, name, kind, event])).toEqual([
    [0, "AddProgressHandler", "addHandler", "Progress"],
    [1, "RemoveProgressHandler", "removeHandler", "Progress"],
    [2, "Open", "function", undefined],
    [3, "Write", "function", undefined],
    [4, "Close", "function", undefined],
    [5, "Later", "function", undefined],
  ]);
  expect(description.functions[3]).toMatchObject({
    cName: "printer_Write",
    result: "le_result_t",
    requestSize: 50,
    responseSize: 66,
  });
});

test("who acquires and who releases", () => {
  const iface = interfaceOf(
    "REFERENCE Job; FUNCTION Job Open(string name[8]); FUNCTION Close(Job job); FUNCTION Look();",
  );
  const { functions } = describeInterface(iface, ownershipOf(iface));
  expect(functions.map(({ name, role, resource, pairedWith }) => [name, role, resource, pairedWith])).toEqual([
    ["Open", "acquire", "Job", "Close"],
    ["Close", "release", "Job", "Open"],
    ["Look", "neutral", undefined, undefined],
  ]);
  expect(functions[0]).toMatchObject({ confidence: "certain", reason: expect.stringMatching(/./) });
});

test("a TelAF file shows its versions and its numbers", () => {
  const iface = interfaceOf("API_VERSION = 2;\nSERVING_VERSION = 1;\nFUNCTION Open() = 9;\n");
  const { versions, functions } = describeInterface(iface, new Map());
  expect({ versions, id: functions[0]?.id }).toEqual({ versions: { api: 2, serving: 1 }, id: 9 });
});
