import { describe, expect, it } from "vitest";
import { checkFixture, expectMarked, rulesIn } from "../testing/markers.ts";
import { SAMPLE, SAMPLE_IMPORT } from "../testing/sample.ts";
import type { Interface } from "./interface.ts";

const sample = () => checkFixture(`${SAMPLE}//- /base.api\n${SAMPLE_IMPORT}`);

function values(checked: Interface, type: string): readonly string[] {
  const found = checked.types.get(type);
  if (found?.kind !== "enum" && found?.kind !== "bitmask") return [];
  return [`${found.size} bytes`, ...found.members.map((member) => `${member.name} = ${member.value}`)];
}

describe("the interface", () => {
  it("has all that was declared, in order, with the functions an EVENT makes in its place", () => {
    const { interface: checked, diagnostics } = sample();
    expect(diagnostics.filter(({ severity }) => severity !== "information")).toEqual([]);
    expect(checked).toMatchObject({ name: "main", dialect: "legato", accepted: true });
    expect([...checked.types.keys()]).toEqual(["Job", "State", "Flags", "Options", "OnState"]);
    expect([...checked.definitions].map(([name, { value }]) => `${name} = ${value}`)).toEqual([
      "MAX_NAME = 64",
      "TWICE = 130",
      "TITLE = Printer",
    ]);
    expect(checked.functions.map(({ messageId, kind, name }) => `${messageId} ${kind} ${name}`)).toEqual([
      "0 function Open",
      "1 function Write",
      "2 function GetTitle",
      "3 function Close",
      "4 addHandler AddChangeHandler",
      "5 removeHandler RemoveChangeHandler",
    ]);
  });

  it("knows types, shapes, sizes and directions of parameters", () => {
    const [open, write, getTitle] = sample().interface.functions;
    expect(open?.returnType).toMatchObject({ kind: "reference", name: "Job", interfaceName: "main" });
    expect(open?.parameters).toMatchObject([
      { name: "name", shape: "string", count: 64, direction: "in" },
      { name: "options", shape: "scalar", type: { kind: "struct", size: 1 + (4 + 64) + 4 } },
      { name: "color", type: { kind: "enum", interfaceName: "base", uri: "base.api" } },
    ]);
    expect(write?.parameters[1]).toMatchObject({ shape: "array", count: 1024 });
    expect(getTitle?.parameters[1]).toMatchObject({ shape: "string", count: 130, direction: "out" });
  });

  it("passes documentation on as the compiler does", () => {
    const { interface: checked } = sample();
    expect(checked.doc).toEqual([" @file Print jobs. ", " More of the file. "]);
    expect(checked.functions[0]?.doc).toEqual([" Opens. "]);
    expect(checked.functions[0]?.parameters[0]?.doc).toEqual([" the name"]);
    expect(checked.functions[4]?.doc).toEqual([" Add handler function for EVENT 'main_Change'"]);
    const state = checked.types.get("State");
    expect(state?.kind === "enum" ? state.members.map(({ doc }) => doc) : []).toEqual([[" nothing"], [" at work"], []]);
    const { interface: stars } = checkFixture("/**\n * One.\n *\n   * Two.\nThree\n */\nFUNCTION f();\n");
    expect(stars.functions[0]?.doc).toEqual([" One.", "", "   * Two.", "Three"]);
  });

  it("is still there for a file full of errors", () => {
    const { interface: checked } = checkFixture(
      "REFERENCE Job;\nFUNCTION Job Open(Nope n, uint8 a\nFUNCTION Close(Job j);\n",
    );
    expect(checked.accepted).toBe(false);
    expect(checked.functions.map(({ name }) => name)).toEqual(["Open", "Close"]);
    expect(checked.functions[0]?.parameters).toMatchObject([{ type: { kind: "error", name: "Nope" } }, { name: "a" }]);
    expect(checked.functions[1]?.parameters[0]?.type.kind).toBe("reference");
  });
});

describe("values", () => {
  it.each([
    ["ENUM E { A, B, C = 7, D };", ["4 bytes", "A = 0", "B = 1", "C = 7", "D = 8"]],
    ["ENUM E { A = -3, B, C = 0x10 };", ["4 bytes", "A = -3", "B = -2", "C = 16"]],
    ["ENUM E { A = 0xFFFFFFFF, B };", ["8 bytes", "A = 4294967295", "B = 4294967296"]],
    ["ENUM E { };", ["4 bytes"]],
    ["BITMASK E { A, B, C = 0x10, D };", ["4 bytes", "A = 1", "B = 2", "C = 16", "D = 32"]],
    ["BITMASK E { A = 0, B, C };", ["4 bytes", "A = 0", "B = 1", "C = 2"]],
    ["BITMASK E { A = 0x80000000, B };", ["8 bytes", "A = 2147483648", "B = 4294967296"]],
  ])("%s", (text, wanted) => {
    expect(values(checkFixture(text).interface, "E")).toEqual(wanted);
  });

  it.each([
    ["1 + 2 * 3", "7"],
    ["-7 / 2", "-4"],
    ["7 / -2", "-4"],
    ["-7 / -2", "3"],
    ["(1 + 2) * 3 - 4", "5"],
    ["0x10 + BASE", "26"],
    ["NUMERAL * 2", "24"],
    ["99999999999999999999 - 99999999999999999998", "1"],
  ])("%s is %s", (expression, wanted) => {
    const { interface: checked } = checkFixture(`DEFINE BASE = 10; DEFINE NUMERAL = " 12"; DEFINE A = ${expression};`);
    expect(`${checked.definitions.get("A")?.value}`).toBe(wanted);
  });

  it("never takes long over a number", () => {
    const lines = ["DEFINE A0 = 1000000000;"];
    for (let index = 0; index < 100; index++) lines.push(`DEFINE A${index + 1} = A${index} * A${index};`);
    expect(rulesIn(lines.join("\n")).filter((rule) => rule.startsWith("error"))).toEqual(["error[number-too-large]"]);
    expect(rulesIn(`DEFINE A = ${"9".repeat(1_000_000)};`)).toEqual(["error[number-too-large]"]);
    const members = Array.from({ length: 900 }, (_, index) => `M${index}`).join(", ");
    for (const sign of ["", "-"]) {
      const text = `ENUM E { A = ${sign}${"9".repeat(1_000_000)}, ${members} };`;
      expect(rulesIn(text)).toEqual(["error[number-too-large]"]);
    }
    const sum = Array.from({ length: 100_000 }, () => "1").join(" + ");
    expect(checkFixture(`DEFINE A = ${sum};`).interface.definitions.get("A")?.value).toBe(100_000n);
  });
});

describe("names", () => {
  it("says what was most likely meant", () => {
    expectMarked(`
REFERENCE Job;
DEFINE MAX = 5;
FUNCTION a(unit8 x, job y, int z, uint8_t w);
//         ^^^^^ error[unknown-type]: Did you mean \`uint8\`?
//                  ^^^ error[unknown-type]: Did you mean \`Job\`?
//                         ^^^ error[unknown-type]: written \`int32\`
//                                ^^^^^^^ error[unknown-type]: written \`uint8\`
FUNCTION b(string s[MAXX], string t[RED], string u[TEN]);
//                  ^^^^ error[unknown-constant]: Did you mean \`MAX\`?
//                                  ^^^ error[unknown-constant]: There is no DEFINE \`RED\`
//                                                 ^^^ error[unknown-constant]: There is no DEFINE \`TEN\`
`);
  });

  it("knows what imports have", () => {
    expectMarked(`USETYPES base;
FUNCTION a(Color c, base.Colour d, base.uint8 e, bse.Color f);
//         ^^^^^ error[unknown-type]: its name in front: \`base.Color\`
//                       ^^^^^^ error[unknown-type]: Did you mean \`Color\`?
//                                      ^^^^^ error[unknown-type]: without \`base.\`
//                                               ^^^ error[unknown-import]: Did you mean \`base\`?
DEFINE B = TEN + base.ELEVEN;
//         ^^^ error[unknown-constant]: its name in front: \`base.TEN\`
//               ^^^^^^^^^^^ error[unknown-constant]: no DEFINE \`ELEVEN\`
ENUM Local { RED };
DEFINE C = RED;
//         ^^^ error[unknown-constant]: a member of \`Local\`
//- /base.api
DEFINE TEN = 10;
ENUM Color { GREEN };
`);
  });

  it("knows what stands further down", () => {
    const { diagnostics } = expectMarked(`FUNCTION a(Job j, uint8 x[MAX], base.T t);
//         ^^^ error[used-before-declaration]: Move its declaration up
//                        ^^^ error[used-before-declaration]: Move its declaration up
//                              ^^^^^^ error[used-before-declaration]: Move the USETYPES up
REFERENCE Job;
DEFINE MAX = 4;
USETYPES base;
//- /base.api
REFERENCE T;
`);
    expect(diagnostics.map(({ related }) => related.length)).toEqual([1, 1, 1]);
  });

  it("keeps types, constants, functions and events apart", () => {
    expect(rulesIn("REFERENCE a; DEFINE a = 1; FUNCTION a(); HANDLER h(); EVENT a(h x);")).toEqual([]);
  });

  it("shows both places of a redefinition", () => {
    const { diagnostics } = expectMarked(`REFERENCE Job;
ENUM Job { A };
//   ^^^ error[redefinition]: type \`Job\`
REFERENCE uint8;
//        ^^^^^ error[redefinition]: built-in
FUNCTION AddChangeHandler();
HANDLER OnChange();
EVENT Change(OnChange h);
//    ^^^^^^ error[redefinition]: makes a function \`AddChangeHandler\`
EVENT Change(OnChange h);
//    ^^^^^^ error[redefinition]: EVENT \`Change\`
`);
    expect(diagnostics[0]?.related).toEqual([
      { uri: "main.api", span: { start: 10, end: 13 }, message: "`Job` is declared here first." },
    ]);
  });
});

describe("what may stand where", () => {
  it.each([
    ["FUNCTION f(string s);", "error[string-without-size]"],
    ["STRUCT S { string s; };", "error[string-without-size]"],
    ["HANDLER H(); FUNCTION f(H a, H b);", "error[handler-count]"],
    ["HANDLER H(); EVENT e(H a, H b);", "error[handler-count]"],
    ["EVENT e();", "error[handler-count]"],
    ["HANDLER H(); HANDLER I(H a);", "error[handler-in-handler]"],
    ["HANDLER H(); HANDLER I(handler H);", "warning[deprecated-handler-parameter] error[handler-in-handler]"],
    ["HANDLER H(); FUNCTION f(H a[2]);", "error[handler-array]"],
    ["HANDLER H(); FUNCTION f(H a OUT);", "error[handler-output]"],
    ["HANDLER H(); FUNCTION H f();", "error[handler-result]"],
    ["FUNCTION handler f();", "error[handler-result]"],
    ["HANDLER H(); STRUCT S { H h; };", "error[handler-in-struct]"],
    ["STRUCT S { handler h; };", "error[handler-in-struct]"],
    ["STRUCT S { file f; };", "error[file-in-struct]"],
    ["STRUCT S { };", "error[empty-struct]"],
    ["STRUCT S { uint8 a[3]; };", "error[struct-array-field]"],
    ["FUNCTION file f();", "error[misplaced-file]"],
    ["FUNCTION f(file a[2]);", "error[misplaced-file]"],
    ["HANDLER H(file a[2]);", "warning[misplaced-file]"],
    ["HANDLER H(file a[2]); FUNCTION f(H h);", "error[misplaced-file]"],
    ["FUNCTION f(handler handler);", "warning[deprecated-handler-parameter] error[unknown-type]"],
    ["FUNCTION f(handler uint8);", "warning[deprecated-handler-parameter] warning[handler-parameter-not-a-handler]"],
    ["BITMASK B { A = 3, B, C };", "error[not-a-power-of-two]"],
    ["BITMASK B { A = -1 };", "error[not-a-power-of-two]"],
    ["ENUM E { A = 0x10000000000000000 };", "warning[value-beyond-64-bits]"],
    ["DEFINE A = 1 / (2 - 2);", "error[division-by-zero]"],
    ["DEFINE A = 'x'; DEFINE B = A;", "error[not-a-number]"],
    ["DEFINE A = B; DEFINE C = A;", "error[unknown-constant]"],
    ["FUNCTION f(file a, file b, file c OUT);", "warning[several-files]"],
    ["DEFINE N = 0 - 4; HANDLER H(string s[N]);", "warning[size-not-positive]"],
    ["FUNCTION f(uint8 a[5 .. 2]);", "warning[deprecated-minimum] warning[minimum-above-maximum]"],
    ["HANDLER H(); EVENT e(uint8 a OUT, H h);", "warning[output-in-handler]"],
  ])("%s %s", (text, wanted) => {
    expect(rulesIn(text).join(" ")).toBe(wanted);
  });

  it("takes a parameter of the old style by its own name", () => {
    const { interface: checked } = checkFixture("HANDLER Done(uint8 code);\nFUNCTION Start(handler Done);\n");
    expect(checked.functions[0]?.parameters).toMatchObject([
      { name: "handler", type: { kind: "handler", name: "Done" } },
    ]);
  });

  it("counts the compiler's own stack", () => {
    const members = (count: number) => Array.from({ length: count }, (_, index) => `A${index}`).join(", ");
    const fields = (count: number) => Array.from({ length: count }, (_, index) => `uint8 a${index};`).join(" ");
    expect(rulesIn(`ENUM E { ${members(988)} };`)).toEqual([]);
    expect(rulesIn(`ENUM E { ${members(989)} };`)).toEqual(["error[reference-compiler-limit]"]);
    expect(rulesIn(`/** doc */ ENUM E { ${members(988)} };`)).toEqual(["error[reference-compiler-limit]"]);
    expect(rulesIn(`STRUCT S { ${fields(986)} };`)).toEqual([]);
    expect(rulesIn(`STRUCT S { ${fields(987)} };`)).toEqual(["error[reference-compiler-limit]"]);
    expect(rulesIn(`USETYPES b;\n//- /b.api\nENUM E { ${members(985)} };`)).toEqual([]);
    expect(rulesIn(`USETYPES b;\n//- /b.api\nENUM E { ${members(986)} };`)).toEqual(["error[import-has-errors]"]);
    const nested = (depth: number) => `DEFINE A = ${"(".repeat(depth)}1${")".repeat(depth)};`;
    expect(rulesIn(nested(328))).toEqual([]);
    expect(rulesIn(nested(329))).toEqual(["error[reference-compiler-limit]"]);
    expect(rulesIn(`USETYPES b;\n//- /b.api\n${nested(328)}`)).toEqual(["error[import-has-errors]"]);
  });

  it("does not suggest names for ever", () => {
    const lines = Array.from(
      { length: 3_000 },
      (_, index) => `REFERENCE Reference${index}; FUNCTION f${index}(Referenz${index} r);`,
    );
    const { diagnostics } = checkFixture(lines.join("\n"));
    expect(diagnostics.filter(({ message }) => message.includes("Did you mean"))).toHaveLength(50);
    expect(diagnostics.at(-1)).toMatchObject({ rule: "too-many-problems", severity: "information" });
  });
});

describe("facts for quick fixes", () => {
  /** The text after what the diagnostics' data says was done. */
  function fixed(text: string): string {
    const edits = checkFixture(text).diagnostics.flatMap(({ data, span }) => {
      if (typeof data?.["replaceWith"] === "string") return [{ ...span, by: data["replaceWith"] }];
      if (data?.["remove"] === true) return [{ ...span, by: "" }];
      if (typeof data?.["insert"] !== "string") return [];
      const at = typeof data["at"] === "number" ? data["at"] : span.end;
      return [{ start: at, end: at, by: data["insert"] }];
    });
    return edits
      .toSorted((a, b) => b.start - a.start)
      .reduce((done, { start, end, by }) => done.slice(0, start) + by + done.slice(end), text);
  }

  it.each([
    ["FUNCTION f()\nFUNCTION g();", "FUNCTION f();\nFUNCTION g();"],
    ["STRUCT S { uint8 a\n uint8 b; };", "STRUCT S { uint8 a;\n uint8 b; };"],
    ["STRUCT S { uint8 a uint8 b; };", "STRUCT S { uint8 a; uint8 b; };"],
    ["FUNCTION f(uint8 a uint8 b);", "FUNCTION f(uint8 a, uint8 b);"],
    ["FUNCTION f(uint8 a, ///< x\n);", "FUNCTION f(uint8 a ///< x\n);"],
    ["ENUM E { A; B };", "ENUM E { A, B };"],
    ["ENUM E { A = 1, B = 1, C = 7 };", "ENUM E { A = 1, B = 8, C = 7 };"],
    ["ENUM E { A = 1, B = 0, C };", "ENUM E { A = 1, B = 0, C = 2 };"],
    ["ENUM E { A = 1, B = 1, C = 1 };", "ENUM E { A = 1, B = 2, C = 3 };"],
    ["BITMASK B { A = 0x2, C = 0x2 };", "BITMASK B { A = 0x2, C = 4 };"],
    ["ENUM E { A = 2147483647, B = 2147483647 };", "ENUM E { A = 2147483647, B = 2147483647 };"],
    ["FUNCTION f(string a);", "FUNCTION f(string a[64]);"],
    ["STRUCT S { string a; };", "STRUCT S { string a[64]; };"],
    ["function f();", "FUNCTION f();"],
    ["FUNCTION f();;", "FUNCTION f();"],
    ["FUNCTION _f();", "FUNCTION f();"],
    ["/**/ FUNCTION f(); /* x */", "/* */ FUNCTION f(); /* x */"],
    ["/***/ FUNCTION f();", "/* */ FUNCTION f();"],
    ["/** x **/ FUNCTION f();", "/** x */ FUNCTION f();"],
    ["FUNCTION f(); ///< x", "FUNCTION f(); // x"],
    ["FUNCTION f();\n/** x */", "FUNCTION f();\n/* x */"],
    ["DEFINE A = 1; FUNCTION f(uint8 a[A..A]);", "DEFINE A = 1; FUNCTION f(uint8 a[A ..A]);"],
    ["FUNCTION f(uint8 a[1 .. 4]);", "FUNCTION f(uint8 a[4]);"],
    ["FUNCTION f(int a, unit8 b);", "FUNCTION f(int32 a, uint8 b);"],
    ["HANDLER H(); FUNCTION f(handler H);", "HANDLER H(); FUNCTION f(H handler);"],
    [
      "FUNCTION f() = 1;\nFUNCTION g();",
      "API_VERSION = 1;\nSERVING_VERSION = 1;\n\nFUNCTION f() = 1;\nFUNCTION g() = 2;",
    ],
    ["/** x */\nFUNCTION f() = 1;", "API_VERSION = 1;\nSERVING_VERSION = 1;\n\n/** x */\nFUNCTION f() = 1;"],
    ["API_VERSION = 3;\nFUNCTION f();", "API_VERSION = 3;\nSERVING_VERSION = 3;\nFUNCTION f();"],
  ])("%j becomes %j", (text, wanted) => {
    expect(fixed(text)).toBe(wanted);
  });
});
