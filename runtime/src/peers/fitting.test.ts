import { check, parse, type WireValue } from "@legato-api/language";
import { describe, expect, test } from "vitest";
import { fitting } from "./fitting.ts";

const { interface: iface } = check({
  uri: "x.api",
  tree: parse("FUNCTION Get(string text[8] OUT, uint8 bytes[4] OUT, int32 numbers[4] OUT, uint32 size OUT);"),
  dialect: "auto",
  resolveImport: () => ({ kind: "missing", searched: [] }),
});
const [get] = iface.functions;

describe("what a caller has less room for than the interface allows", () => {
  test.each<[string, WireValue, number | true, WireValue]>([
    ["text", "abcdef", 3, "abc"],
    ["text", "abc", 3, "abc"],
    ["text", "aéé", 4, "aé"],
    ["text", "😀😀", 7, "😀"],
    ["text", "longer than 8", 3, "longer than 8"],
    ["bytes", Uint8Array.of(1, 2, 3), 2, Uint8Array.of(1, 2)],
    ["numbers", [1, 2, 3], 1, [1]],
    ["numbers", [1, 2, 3], 0, []],
    ["size", 77, true, 77],
  ])("%s %j in room for %s is %j", (name, value, room, fits) => {
    if (get === undefined) throw new Error("no function");
    expect(fitting(get, { values: { [name]: value } }, { [name]: room }).values[name]).toEqual(fits);
  });
});
