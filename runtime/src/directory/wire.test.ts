import { describe, expect, it } from "vitest";
import type { InterfaceFacts } from "./events.ts";
import { readAdvertisement, readOpenRequest, resultName, writeDetails } from "./wire.ts";

const printer: InterfaceFacts = {
  interface: "printer",
  protocolId: "464c4857c693006fb7b0ec663aa1fac7",
  maxMessageSize: 276,
  pointerSize: 8,
};

describe("an advertisement", () => {
  it.each([8, 4] as const)("of a process with %i-byte pointers is read back", (pointerSize) => {
    const bytes = writeDetails({ ...printer, pointerSize });
    expect(bytes.length).toBe(pointerSize === 8 ? 264 : 260);
    expect(readAdvertisement(bytes, bytes.length)).toEqual({ ...printer, pointerSize });
  });

  it.each([0, 1, 259, 261, 263, 265, 272])("of %i bytes is none", (length) => {
    expect(readAdvertisement(Buffer.alloc(400, 1), length)).toContain(`a server sent ${length} bytes`);
  });

  it("may be of an interface of any name, which is shown as one that steers no terminal", () => {
    const bytes = writeDetails({ ...printer, interface: "\u001b[2Jprin\u202eter\n" });
    expect(readAdvertisement(bytes, bytes.length)).toMatchObject({ interface: "?[2Jprin?ter?" });
  });

  it("whose strings never end is refused rather than read beyond its fields", () => {
    expect(readAdvertisement(Buffer.alloc(264, 0x41), 264)).toBe("the protocol id has no end");
    expect(readAdvertisement(writeDetails({ ...printer, interface: "" }), 264)).toBe("the interface name is empty");
    const bytes = writeDetails(printer);
    bytes.fill(0x41, 136, 264);
    expect(readAdvertisement(bytes, 264)).toBe("the interface name has no end");
  });
});

describe("an open request", () => {
  it.each([
    [8, true, 272],
    [8, false, 272],
    [4, true, 264],
    [4, false, 264],
  ] as const)(
    "with %i-byte pointers and shouldWait %s is read back from %i bytes",
    (pointerSize, shouldWait, length) => {
      const bytes = writeDetails({ ...printer, pointerSize }, shouldWait);
      expect(bytes.length).toBe(length);
      expect(readOpenRequest(bytes, length)).toEqual({ asked: { ...printer, pointerSize }, shouldWait });
    },
  );

  it("ignores the padding, which is not initialised", () => {
    const bytes = writeDetails(printer, false);
    bytes.fill(0xff, 265);
    expect(readOpenRequest(bytes, 272)).toMatchObject({ shouldWait: false });
  });

  it.each([4, 263, 265, 268, 271, 273])("of %i bytes is none", (length) => {
    expect(readOpenRequest(Buffer.alloc(400, 1), length)).toContain(`a client sent ${length} bytes`);
  });
});

it("result codes have names", () => {
  expect(resultName(-21)).toBe("LE_UNAVAILABLE (-21)");
  expect(resultName(-99)).toBe("le_result_t (-99)");
});
