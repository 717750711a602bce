import { expect, test } from "vitest";
import { lowerCamelCase, memberNames, resultName, upperCamelCase } from "./peerNames.ts";
import { functionOf, interfaceOf } from "./testing/fixture.ts";

test.each([
  ["Open", "open"],
  ["open", "open"],
  ["GetIMEI", "getIMEI"],
  ["SIMState", "simState"],
  ["IMEI", "imei"],
  ["GPSOn2", "gpsOn2"],
  ["A", "a"],
  ["Set_Value", "set_Value"],
])("%s is called as %s", (name, method) => {
  expect(lowerCamelCase(name)).toBe(method);
});

test.each([
  ["printer", "Printer"],
  ["le_mrc", "LeMrc"],
  ["ctrlGPS", "CtrlGPS"],
  ["n06-dash", "N06Dash"],
  ["3d", "Api3d"],
  ["-", "Api"],
])("%s.api is the type %s", (name, type) => {
  expect(upperCamelCase(name)).toBe(type);
});

test("names that would meet, or make a promise of an object, stay as they are", () => {
  expect([...memberNames(["Open", "open", "Close", "Then"])]).toEqual([
    ["Open", "Open"],
    ["open", "open"],
    ["Close", "close"],
    ["Then", "Then"],
  ]);
});

test("an OUT parameter called result keeps its name", () => {
  const iface = interfaceOf("FUNCTION uint8 A(uint8 result OUT); FUNCTION uint8 B(uint8 result, uint8 other OUT);");
  expect(resultName(functionOf(iface, "A"))).toBe("_result");
  expect(resultName(functionOf(iface, "B"))).toBe("result");
});
