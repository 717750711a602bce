import { describe, expect, test } from "vitest";
import { matchTelafIds, parseTelafId, telafId } from "./telafId.ts";

describe("versioned protocol ids", () => {
  test.each(["colons", "underscores"] as const)("both ends read what the other writes: %s", (spelling) => {
    const id = telafId("taf_mngdStorSecFile", { api: 999, serving: 1 }, spelling);
    expect(id).toHaveLength(32);
    expect(parseTelafId(id)).toEqual({
      ...(spelling === "colons" && { name: "taf_mngdStorSecFile" }),
      framework: 11,
      api: 999,
      serving: 1,
    });
  });

  test.each([
    ["a hash", "e2533dc76a5bf9ba6b2d3e74d8f95bd6"],
    ["serving above api", "printer~~~~~~~~~~~~:11:001:002:0"],
    ["version 0", "printer~~~~~~~~~~~~:11:000:000:0"],
    ["framework 0", "TELAF_00_001_001_000000000000000"],
    ["too short", "printer~~~:11:001:001:0"],
    ["nothing", ""],
  ])("%s is none", (_, id) => {
    expect(parseTelafId(id)).toBeUndefined();
  });
});

describe("what the directory does with a client and a server", () => {
  const id = (api: number, serving: number): string => telafId("printer", { api, serving }, "colons");

  test.each([
    [id(3, 1), id(3, 1), "same"],
    [id(1, 1), id(3, 1), "compatible"],
    [id(1, 1), id(3, 2), "refused"],
    [id(4, 1), id(3, 2), "clientNewer"],
    ["e2533dc76a5bf9ba6b2d3e74d8f95bd6", id(3, 1), "refused"],
    ["TELAF_11_002_001_000000000000000", id(3, 1), "compatible"],
  ] as const)("client %s, server %s: %s", (client, server, answer) => {
    expect(matchTelafIds(client, server)).toBe(answer);
  });
});
