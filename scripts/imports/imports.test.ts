import { describe, expect, it } from "vitest";
import { findProblems } from "./imports.mjs";

const house = {
  top: {
    floors: [["main.ts"], ["left/", "right/"], ["base/"], ["base/deep/"]],
    packages: { "*": ["node:", "shared"], "left/": ["only-left"] },
  },
  side: { floors: [["index.ts"]], packages: {} },
};

/** Problems of files given as `path: text`, as `path:line: message`. */
function problemsOf(files: Readonly<Record<string, string>>): string[] {
  return findProblems(new Map(Object.entries(files)), house).map(
    ({ file, line, message }) => `${file}:${line}: ${message}`,
  );
}

const nothing = { "top/src/main.ts": "", "top/src/left/a.ts": "", "top/src/right/b.ts": "", "top/src/base/c.ts": "" };

describe("imports", () => {
  it("may point down, over floors too, and stay in their room", () => {
    const files = {
      ...nothing,
      "top/src/main.ts": `import { a } from "./left/a.ts";\nexport * from "./base/c.ts";`,
      "top/src/left/a.ts": `import type { other } from "./other.ts";\nimport "../base/c.ts";`,
      "top/src/left/other.ts": "",
    };
    expect(problemsOf(files)).toEqual([]);
  });

  it.each([
    ["static", `import { main } from "../main.ts";`],
    ["type-only", `import type { Main } from "../main.ts";`],
    ["dynamic", `const main = await import("../main.ts");`],
    ["re-exporting", `export { main } from "../main.ts";`],
    ["type query", `type Main = import("../main.ts").Main;`],
  ])("may not point up (%s)", (_kind, text) => {
    expect(problemsOf({ ...nothing, "top/src/base/c.ts": `\n${text}` })).toEqual([
      "top/src/base/c.ts:2: base/ imports from main.ts, a room above it",
    ]);
  });

  it("may not point to a room on the same floor", () => {
    expect(problemsOf({ ...nothing, "top/src/left/a.ts": `import "../right/b.ts";` })).toEqual([
      "top/src/left/a.ts:1: left/ imports from right/, a room beside it",
    ]);
  });

  it("know a room within a room", () => {
    const files = { ...nothing, "top/src/base/deep/d.ts": `import "../c.ts";` };
    expect(problemsOf(files)).toEqual(["top/src/base/deep/d.ts:1: base/deep/ imports from base/, a room above it"]);
  });

  it("may name outside packages only where the house allows them", () => {
    const files = {
      ...nothing,
      "top/src/left/a.ts": `import "node:fs";\nimport "shared/part";\nimport "only-left";`,
      "top/src/right/b.ts": `import "only-left";\nimport "sharedness";`,
    };
    expect(problemsOf(files)).toEqual([
      "top/src/right/b.ts:1: right/ may not import only-left",
      "top/src/right/b.ts:2: right/ may not import sharedness",
    ]);
  });

  it("may not leave their package by a path, nor name a file that is not there", () => {
    const files = { ...nothing, "top/src/base/c.ts": `import "../../../side/src/index.ts";\nimport "./gone.ts";` };
    expect(problemsOf({ ...files, "side/src/index.ts": "" })).toEqual([
      "top/src/base/c.ts:1: leaves top by a relative path (side/src/index.ts): import the package instead",
      "top/src/base/c.ts:2: imports top/src/base/gone.ts, which does not exist",
    ]);
  });

  it("may not run in a circle, not even within a room", () => {
    const files = {
      ...nothing,
      "top/src/base/c.ts": `import "./d.ts";`,
      "top/src/base/d.ts": `import "./e.ts";`,
      "top/src/base/e.ts": `import "./c.ts";`,
    };
    expect(problemsOf(files)).toEqual([
      "top/src/base/e.ts:1: closes a circle: top/src/base/c.ts > top/src/base/d.ts > top/src/base/e.ts > top/src/base/c.ts",
    ]);
  });

  it("may run in a circle of types within a room only", () => {
    const circle = { "top/src/base/c.ts": `import type { D } from "./d.ts";`, "top/src/base/d.ts": `import "./c.ts";` };
    expect(problemsOf({ ...nothing, ...circle })).toEqual([]);
    const between = {
      "top/src/base/c.ts": `import type { Deep } from "./deep/d.ts";`,
      "top/src/base/deep/d.ts": `import type { C } from "../c.ts";`,
    };
    expect(problemsOf({ ...nothing, ...between })).toEqual([
      "top/src/base/deep/d.ts:1: base/deep/ imports from base/, a room above it",
      "top/src/base/deep/d.ts:1: closes a circle: top/src/base/c.ts > top/src/base/deep/d.ts > top/src/base/c.ts",
    ]);
  });

  it("of tests may point anywhere in their package; nothing imports a test", () => {
    const files = {
      ...nothing,
      "top/src/base/c.test.ts": `import "vitest";\nimport "../main.ts";\nimport "./testing/fixture.ts";`,
      "top/src/base/testing/fixture.ts": `import "node:fs";`,
      "top/src/main.ts": `import "./base/c.test.ts";\nimport "./base/testing/fixture.ts";`,
    };
    expect(problemsOf(files)).toEqual([
      "top/src/main.ts:1: imports a test (top/src/base/c.test.ts)",
      "top/src/main.ts:2: imports a test (top/src/base/testing/fixture.ts)",
    ]);
  });

  it("are checked in every file: one that has no room is a problem", () => {
    expect(problemsOf({ ...nothing, "top/src/attic/x.ts": "" })).toEqual([
      "top/src/attic/x.ts:1: stands in no room of top: add it to scripts/imports/house.mjs",
    ]);
  });
});
