import { parseTelafId } from "@legato-api/language";
import { describe, expect, it } from "vitest";
import { compatibility } from "./compatibility.ts";
import type { InterfaceFacts } from "./events.ts";

const legato: InterfaceFacts = {
  interface: "printer",
  protocolId: "464c4857c693006fb7b0ec663aa1fac7",
  maxMessageSize: 276,
  pointerSize: 8,
};
const early = (api: string, serving: string) => `TELAF_11_${api}_${serving}_000000000000000`;
const late = (api: string, serving: string) => `taf_fsc~~~~~~~~~~~~:11:${api}:${serving}:0`;

describe("a Legato client", () => {
  it("matches a server with the same id and size", () => {
    expect(compatibility(legato, legato)).toEqual({ compatible: true });
  });

  it.each([
    [{ ...legato, protocolId: "0".repeat(32) }, "the client was built from another .api"],
    [{ ...legato, maxMessageSize: 280 }, "the client's messages have 280 bytes and the server's 276"],
    [{ ...legato, pointerSize: 4 as const }, "the client is a 32-bit program and the server a 64-bit one"],
  ])("that differs is refused with the reason", (client, reason) => {
    expect(compatibility(client, legato)).toMatchObject({ compatible: false, reason: expect.stringContaining(reason) });
  });
});

describe.each([
  ["the early form", early],
  ["the late form", late],
])("TelAF's versions in %s", (_, id) => {
  const side = (api: string, serving: string, maxMessageSize = 100): InterfaceFacts => ({
    ...legato,
    protocolId: id(api, serving),
    maxMessageSize,
  });

  it("match when the client is not older than what the server still serves", () => {
    expect(compatibility(side("002", "001"), side("003", "002"))).toEqual({ compatible: true });
    expect(compatibility(side("003", "001"), side("003", "002"))).toEqual({ compatible: true });
  });

  it("let in a client newer than its server, and say that a call may hang", () => {
    expect(compatibility(side("004", "001"), side("003", "001"))).toMatchObject({
      compatible: true,
      remark: expect.stringContaining(
        "newer than the server's 3: a call that the server does not know gets no answer and may hang",
      ),
    });
  });

  it("refuse a client older than that", () => {
    expect(compatibility(side("001", "001"), side("003", "002"))).toMatchObject({
      compatible: false,
      reason: "the client's API_VERSION 1 is older than the server's SERVING_VERSION 2",
    });
  });

  it("do not compare sizes when they differ, but do when the ids are equal", () => {
    expect(compatibility(side("002", "001", 50), side("003", "001", 100))).toMatchObject({
      compatible: true,
      remark: expect.stringContaining("50 bytes and the server's 100"),
    });
    expect(compatibility(side("002", "001", 50), side("002", "001", 100))).toMatchObject({ compatible: false });
  });
});

describe("an id that is not comparable", () => {
  it.each([
    early("000", "000"),
    early("001", "002"),
    late("0", "0"),
    late("1000", "001"),
    "TELAF_00_001_001_000000000000000",
    "TELAF_11_001_001_",
    "short:11:001:001:0",
    legato.protocolId,
    "",
  ])("%s has no versions", (protocolId) => {
    expect(parseTelafId(protocolId)).toBeUndefined();
    expect(compatibility({ ...legato, protocolId }, { ...legato, protocolId: early("001", "001") }).compatible).toBe(
      false,
    );
  });

  it("the two forms can be compared with each other", () => {
    expect(parseTelafId(early("012", "007"))).toMatchObject({ api: 12, serving: 7 });
    expect(parseTelafId(late("12", "7"))).toMatchObject({ api: 12, serving: 7 });
  });
});
