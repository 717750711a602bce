import { describe, expect, it } from "vitest";
import { parse } from "../syntax/parser.ts";
import type { SourceFile } from "../syntax/tree.ts";
import { checkFiles, checkFixture, expectMarked, filesOf, rulesIn } from "../testing/markers.ts";
import { CheckCache } from "./cache.ts";
import { check } from "./checker.ts";
import type { ImportAnswer } from "./importAnswer.ts";

describe("USETYPES", () => {
  it("knows a file by its name, with or without .api", () => {
    const text = "USETYPES base.api;\nFUNCTION f(base.T t);\n//- /base.api\nREFERENCE T;\n";
    const { interface: checked, dependencies } = checkFixture(text);
    expect(checked.accepted).toBe(true);
    expect(checked.imports).toMatchObject([{ name: "base", uri: "base.api", interface: { name: "base" } }]);
    expect(dependencies).toEqual(["base.api"]);
  });

  it("lists the folders searched where the file is missing", () => {
    expectMarked(`USETYPES nowhere;
//       ^^^^^^^ error[missing-import]: Searched: /project, /imports.
FUNCTION f(nowhere.T t);
`);
  });

  it("does not pass on what an import imports", () => {
    expectMarked(`USETYPES mid;
DEFINE A = base.TEN + mid.TEN;
//         ^^^^ error[unknown-import]: \`mid\` imports it, but imports do not pass on
//                    ^^^^^^^ error[unknown-constant]: add \`USETYPES base;\`
//- /mid.api
USETYPES base;
//- /base.api
DEFINE TEN = 10;
`);
  });

  it.each(["b", "bas", "baze", "BASE"])("is one mistake while its name is being written: %s", (written) => {
    expect(rulesIn(`USETYPES ${written};\nFUNCTION f(base.T t, base.U u);\n`)).toEqual(["error[missing-import]"]);
    expect(rulesIn(`USETYPES ${written};\nFUNCTION f(other.T t);\n`)).toContain("error[unknown-import]");
  });

  it("warns of the second import of a file", () => {
    expect(rulesIn("USETYPES a;\nUSETYPES a;\n//- /a.api\n")).toEqual(["warning[duplicate-import]"]);
  });

  it("says why an import is outside of the search path", () => {
    const { diagnostics } = check({
      uri: "main.api",
      tree: parse("USETYPES a;"),
      dialect: "auto",
      resolveImport: () => ({ kind: "found", uri: "/far/a.api", tree: parse(""), outside: "it lies in /far" }),
    });
    expect(diagnostics).toMatchObject([
      {
        rule: "import-outside-search-path",
        severity: "warning",
        span: { start: 9, end: 10 },
        data: { found: "/far/a.api" },
      },
    ]);
    expect(diagnostics[0]?.message).toContain("it lies in /far");
  });

  it("refuses a file that is not UTF-8, and what imports it", () => {
    expect(checkFixture("FUNCTION f();", { notUtf8At: 3 }).diagnostics).toMatchObject([
      { rule: "not-utf8", severity: "error", span: { start: 3, end: 4 } },
    ]);
    const { diagnostics } = check({
      uri: "main.api",
      tree: parse("USETYPES a;"),
      dialect: "auto",
      resolveImport: () => ({ kind: "found", uri: "a.api", tree: parse("/* \ufffd */"), notUtf8At: 3 }),
    });
    expect(diagnostics.map(({ rule }) => rule)).toEqual(["import-has-errors"]);
  });
});

describe("errors in an import", () => {
  it("show at the USETYPES, with their places", () => {
    const { diagnostics, interface: checked } = expectMarked(`USETYPES broken;
//       ^^^^^^ error[import-has-errors]: \`broken.api\` has 2 errors, so nothing that uses it can be built. The first: Unknown type \`Nope\`.
FUNCTION f(broken.Missing m, broken.Job j);
//- /broken.api
REFERENCE Job;
FUNCTION a(Nope n);
FUNCTION b(Nada n);
`);
    expect(diagnostics[0]?.related.map(({ uri, message }) => `${uri}: ${message}`)).toEqual([
      "broken.api: Unknown type `Nope`.",
      "broken.api: Unknown type `Nada`.",
    ]);
    expect(checked.imports[0]).toMatchObject({ rejected: true, interface: { accepted: false } });
    expect(checked.functions[0]?.parameters[1]?.type.kind).toBe("reference");
  });

  it("reach through imports", () => {
    expect(rulesIn("USETYPES mid;\n//- /mid.api\nUSETYPES low;\n//- /low.api\nFUNCTION f(Nope n);\n")).toEqual([
      "error[import-has-errors]",
    ]);
  });

  it("are a warning where the compiler never looks at the file", () => {
    // The generator leaves the list of imports at `b`, which it has seen through `a`.
    const text =
      "USETYPES a;\nUSETYPES b;\nUSETYPES broken;\n//- /a.api\nUSETYPES b;\n//- /b.api\n//- /broken.api\nFUNCTION f(Nope n);\n";
    expect(rulesIn(text)).toEqual(["warning[import-has-errors]"]);
    expect(checkFixture(text).interface.accepted).toBe(true);
    expect(rulesIn(text.replace("//- /a.api", "FUNCTION f(broken.T t);\n//- /a.api"))).toEqual([
      "error[import-has-errors]",
    ]);
  });

  it("crash the compiler where a USETYPES has no name, looked at or not", () => {
    const text =
      "USETYPES a;\nUSETYPES b;\nUSETYPES broken;\n//- /a.api\nUSETYPES b;\n//- /b.api\n//- /broken.api\nUSETYPES ;\n";
    expect(rulesIn(text)).toEqual(["error[import-has-errors]"]);
  });

  it("do not count where only the import's own code cannot be generated", () => {
    expect(rulesIn("USETYPES a;\n//- /a.api\nFUNCTION f(file x[3]);\n")).toEqual(["warning[import-has-errors]"]);
    expect(rulesIn("USETYPES a;\n//- /a.api\nSTRUCT S { file x; };\n")).toEqual(["error[import-has-errors]"]);
    expect(rulesIn("USETYPES a;\nFUNCTION f(a.H h);\n//- /a.api\nHANDLER H(file x[3]);\n")).toEqual([
      "error[misplaced-file]",
    ]);
  });

  it("tell of text the compiler drops", () => {
    expect(rulesIn("USETYPES a;\n//- /a.api\nDEFINE A = 1; #\n")).toEqual(["warning[import-drops-text]"]);
  });
});

describe("circles", () => {
  it("are told whole, with each USETYPES on the way", () => {
    const { diagnostics } = expectMarked(`USETYPES second;
//       ^^^^^^ error[import-cycle]: main.api → second.api → third.api → main.api
//- /second.api
USETYPES third;
//- /third.api
USETYPES main;
`);
    expect(diagnostics[0]?.related).toEqual([
      { uri: "main.api", span: { start: 9, end: 15 }, message: "main.api imports second.api here." },
      { uri: "second.api", span: { start: 9, end: 14 }, message: "second.api imports third.api here." },
      { uri: "third.api", span: { start: 9, end: 13 }, message: "third.api imports main.api here." },
    ]);
  });

  it("may be one file, or lie below", () => {
    expect(checkFixture("USETYPES main;").diagnostics).toMatchObject([
      { rule: "import-cycle", message: expect.stringContaining("imports itself"), related: [] },
    ]);
    expect(rulesIn("USETYPES a;\n//- /a.api\nUSETYPES b;\n//- /b.api\nUSETYPES a;\n")).toEqual([
      "error[import-has-errors]",
    ]);
  });

  it("of many files are no maze", () => {
    const names = Array.from({ length: 40 }, (_, index) => `f${index}`);
    const files = new Map(names.map((name) => [`${name}.api`, names.map((other) => `USETYPES ${other};`).join("\n")]));
    expect(checkFiles(files).diagnostics.every(({ severity }) => severity === "error")).toBe(true);
  });

  it("are not needed to nest too deep", () => {
    const chain = (length: number) =>
      new Map(
        Array.from({ length: length + 1 }, (_, index) => [
          `f${index}.api`,
          index === length ? "DEFINE A = 1;" : `USETYPES f${index + 1};`,
        ]),
      );
    expect(checkFiles(chain(245)).diagnostics).toEqual([]);
    expect(checkFiles(chain(246)).interface.accepted).toBe(false);
    expect(checkFiles(chain(20_000)).interface.accepted).toBe(false);
  });

  it("of diamonds cost no more than their files", () => {
    const files = new Map<string, string>();
    for (let index = 0; index < 60; index++) {
      files.set(`a${index}.api`, `USETYPES a${index + 1};\nUSETYPES b${index + 1};\n`);
      files.set(`b${index}.api`, `USETYPES a${index + 1};\nUSETYPES b${index + 1};\n`);
    }
    files.set("a60.api", "").set("b60.api", "");
    expect(checkFiles(files).diagnostics).toEqual([]);
  });
});

describe("the cache", () => {
  const texts = new Map(
    filesOf(
      "USETYPES mid;\nFUNCTION f(mid.S s);\n//- /mid.api\nUSETYPES low;\nSTRUCT S { low.E e; };\n//- /low.api\nENUM E { A };\n",
    ),
  );

  function setUp() {
    const trees = new Map<string, SourceFile>([...texts].map(([name, text]) => [name, parse(text)]));
    const cache = new CheckCache();
    const resolveImport = (fileName: string): ImportAnswer => {
      const tree = trees.get(fileName);
      return tree === undefined ? { kind: "missing", searched: [] } : { kind: "found", uri: fileName, tree };
    };
    const run = (uri: string) =>
      check({ uri, tree: trees.get(uri) ?? parse(""), dialect: "auto", resolveImport, cache });
    return { trees, run };
  }

  it("checks an unchanged import once for all", () => {
    const { run } = setUp();
    const first = run("main.api").interface.imports[0]?.interface;
    const again = run("main.api").interface.imports[0]?.interface;
    expect(first).toBeDefined();
    expect(again).toBe(first);
  });

  it("sees a change two imports away, and the way back", () => {
    const { trees, run } = setUp();
    expect(run("main.api").diagnostics).toEqual([]);
    const before = trees.get("low.api");
    trees.set("low.api", parse("ENUM F { A };"));
    expect(run("main.api").diagnostics.map(({ rule }) => rule)).toEqual(["import-has-errors"]);
    trees.delete("low.api");
    expect(
      run("main.api")
        .diagnostics.map(({ message }) => message)
        .join(),
    ).toContain("`low.api` was not found");
    if (before !== undefined) trees.set("low.api", before);
    expect(run("main.api").diagnostics).toEqual([]);
  });

  it("sees a circle that a change closes", () => {
    const { trees, run } = setUp();
    expect(run("main.api").diagnostics).toEqual([]);
    trees.set("low.api", parse("USETYPES main;\nENUM E { A };"));
    expect(run("main.api").diagnostics.map(({ rule }) => rule)).toEqual(["import-cycle"]);
    expect(run("mid.api").diagnostics.map(({ rule }) => rule)).toEqual(["import-cycle"]);
    trees.set("low.api", parse("ENUM E { A };"));
    expect(run("main.api").diagnostics).toEqual([]);
  });
});
