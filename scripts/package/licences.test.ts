/** Nothing is shipped whose licence is not. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { licencesPage, packageFolder, page } from "./licences.mjs";

describe("the page of licences", () => {
  it("is up to date (else: npm run generate)", async () => {
    const file = path.resolve(import.meta.dirname, "../../docs/third-party-licences.md");
    expect(await licencesPage()).toBe(readFileSync(file, "utf8"));
  });

  it("lists each version, and a text once", () => {
    const part = { licence: "MIT", text: "Do as you like." };
    const text = page([
      { ...part, name: "b", version: "2.0.0" },
      { ...part, name: "b", version: "1.0.0" },
      { ...part, name: "a", version: "1.0.0", text: "Ask first." },
    ]);
    expect(text.match(/^\| [ab] .*$/gm)).toEqual(["| a | 1.0.0 | MIT |", "| b | 1.0.0 | MIT |", "| b | 2.0.0 | MIT |"]);
    expect(text.match(/^## .*$/gm)).toEqual(["## a", "## b"]);
  });

  it.each([
    ["client/src/extension.ts", []],
    ["node_modules/koffi/index.js", ["node_modules/koffi"]],
    ["node_modules/@noble/hashes/legacy.js", ["node_modules/@noble/hashes"]],
    ["node_modules/a/node_modules/b/lib/main.js", ["node_modules/a/node_modules/b"]],
  ])("takes %s for a part of %j", (file, folder) => {
    expect(packageFolder(file)).toEqual(folder);
  });
});
