import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { missingRuntime } from "./shipped.ts";

describe("the runtime of a package", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "legato-api-shipped-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is there in a package for Linux", () => {
    mkdirSync(path.join(folder, "dist"));
    writeFileSync(path.join(folder, "dist/runtime.js"), "");
    expect(missingRuntime(folder, "linux", "arm64")).toBeUndefined();
  });

  it.each([
    ["darwin", "arm64", /needs Linux.*Remote-SSH/],
    ["win32", "x64", /needs Linux.*WSL/],
    ["linux", "x64", /Install legato-api-linux-x64.*npx legato-api runtime/],
    ["linux", "arm64", /Install legato-api-linux-arm64/],
    ["linux", "arm", /no runtime for arm:.*x64 and arm64/],
  ])("is missing in the one for every system; on %s-%s it says what to do", (platform, processor, words) => {
    expect(missingRuntime(folder, platform, processor)).toMatch(words);
  });
});
