/** What callers of acquiring functions give, as the editor asks for it. */
import { expect, test } from "vitest";
import { acquiringFunctions } from "./acquiring.ts";
import { workspace } from "./testing/workspace.ts";

const { view } = workspace(`//- /w/paper.api
ENUM Size { A4, A5 };
//- /w/shop.api
USETYPES paper;
REFERENCE Order;
BITMASK Side { LEFT, RIGHT };
STRUCT Box { uint8 height; paper.Size sheets[3]; string label[8]; };
FUNCTION Order Open
(
    string name[64] IN,
    paper.Size size IN,
    Side sides IN,
    bool urgent IN,
    le_onoff_t lamp IN,
    int16 shelf IN,
    uint64 number IN,
    double weight IN,
    Order before IN,
    Box box IN,
    uint8 seal[4] IN,
    file paper IN,
    uint32 price OUT
);
FUNCTION Close(Order order IN);
FUNCTION Ring(uint8 times IN);
`);

test("one function hands something out; each argument says what it takes", () => {
  const shop = view("/w/shop.api");
  const [open, ...others] = acquiringFunctions(shop);
  expect(others).toEqual([]);
  expect(open).toMatchObject({ name: "Open", resource: "Order", range: { start: { line: 4, character: 15 } } });
  expect(open?.arguments.map(({ name, type, form }) => [`${type} ${name}`, form])).toEqual([
    ["string[64] name", { kind: "text", longest: 64 }],
    ["paper.Size size", { kind: "choice", values: ["A4", "A5"] }],
    ["Side sides", { kind: "flags", values: ["LEFT", "RIGHT"] }],
    ["bool urgent", { kind: "boolean" }],
    ["le_onoff_t lamp", { kind: "choice", values: ["LE_OFF", "LE_ON"] }],
    ["int16 shelf", { kind: "integer", least: "-32768", most: "32767" }],
    ["uint64 number", { kind: "integer", least: "0", most: "18446744073709551615" }],
    ["double weight", { kind: "number" }],
    ["Order before", { kind: "reference" }],
    [
      "Box box",
      {
        kind: "object",
        fields: [
          { name: "height", form: { kind: "integer", least: "0", most: "255" } },
          { name: "sheets", form: { kind: "list", longest: 3, of: { kind: "choice", values: ["A4", "A5"] } } },
          { name: "label", form: { kind: "text", longest: 8 } },
        ],
      },
    ],
    ["uint8[4] seal", { kind: "list", longest: 4, of: { kind: "integer", least: "0", most: "255" } }],
    ["file paper", { kind: "descriptor" }],
  ]);
});

test("names that merely look like a pair hand nothing out", () => {
  expect(acquiringFunctions(workspace("FUNCTION Start();\nFUNCTION Stop();").view())).toEqual([]);
});
