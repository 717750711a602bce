import { describe, expect, it } from "vitest";
import { checkFixture, expectMarked } from "../testing/markers.ts";

/** Reasons given for C that cannot be compiled. */
function reasons(text: string): string {
  return checkFixture(text)
    .diagnostics.filter(({ rule }) => rule === "generated-c-does-not-compile")
    .map(({ data }) => data?.["reason"])
    .join(" ");
}

const TYPES = "REFERENCE R; STRUCT S { uint8 q; }; DEFINE NEGATIVE = 0 - 4;";

/** Each line was run through the reference compiler, and what it made through gcc. */
describe("generated C", () => {
  it.each([
    ["FUNCTION string f();", "result"],
    ["FUNCTION S f();", "result"],
    ["FUNCTION R f();", ""],
    ["FUNCTION f(R a[4]);", "referenceArray"],
    ["FUNCTION f(R a[4] OUT);", "referenceArray"],
    ["FUNCTION f(S a[4], S b[4] OUT);", ""],
    ["ENUM E { A }; ENUM F { A = 4 };", "constant"],
    ["ENUM E { A, A = 3 };", "constant"],
    ["DEFINE A = 1; ENUM E { A };", "constant"],
    ["ENUM E { A }; DEFINE A = 1;", "constant"],
    ["BITMASK E { A }; ENUM F { A };", "constant"],
    ["ENUM F { A }; BITMASK E { A };", ""],
    ["BITMASK E { A }; BITMASK F { A };", ""],
    ["ENUM E { };", "emptyEnum"],
    ["BITMASK E { };", ""],
    ["FUNCTION f(uint8 a, uint8 a);", "parameterName"],
    ["FUNCTION f(uint8 a[3], uint8 aSize);", "parameterName"],
    ["FUNCTION f(string a[3], uint8 aSize);", ""],
    ["FUNCTION f(string a[3] OUT, uint8 aSize);", "parameterName"],
    ["FUNCTION f(uint8 a OUT, uint8 aPtr);", "parameterName"],
    ["FUNCTION f(uint8 a OUT, uint8 aBuffer);", "parameterName"],
    ["FUNCTION f(uint8 contextPtr);", ""],
    ["HANDLER H(); FUNCTION f(H h, uint8 contextPtr);", "parameterName"],
    ["HANDLER H(); FUNCTION f(H h, uint8 hPtr);", "parameterName"],
    ["HANDLER H(uint8 contextPtr);", "parameterName"],
    ["HANDLER H(); FUNCTION f(H h, uint8 serverDataPtr);", "parameterName"],
    ["FUNCTION f(uint8 serverDataPtr);", ""],
    ["FUNCTION f(uint8 int, uint8 class);", ""],
    ["FUNCTION f(string int[4]);", "parameterName"],
    ["FUNCTION f(uint8 restrict);", "parameterName"],
    ["FUNCTION f(uint8 restrict OUT);", ""],
    ["FUNCTION f(uint8 errno);", "parameterName"],
    ["STRUCT T { uint8 a; uint8 a; };", "fieldName"],
    ["STRUCT T { uint8 int; };", ""],
    ["STRUCT T { uint8 linux; };", "fieldName"],
    ["STRUCT T { string s[NEGATIVE]; };", "negativeSize"],
    ["FUNCTION f(uint8 a[NEGATIVE]);", "negativeSize"],
    ["FUNCTION f(uint8 a[0], string b[0]);", ""],
    ["HANDLER H(uint8 a[NEGATIVE]);", ""],
    ["HANDLER H(uint8 a OUT); FUNCTION f(H h);", "handlerOutput"],
    ["HANDLER H(uint8 a OUT);", ""],
    ["HANDLER H(); EVENT e(uint8 a OUT, H h);", ""],
    ["FUNCTION ConnectService();", "functionName"],
    ["FUNCTION GetClientSessionRef();", "functionName"],
    ["REFERENCE A; ENUM ARef { X };", "typeName"],
    ["HANDLER A(); ENUM AFunc { X };", "typeName"],
    ["ENUM DisconnectHandler { X };", "typeName"],
    ["HANDLER H(); EVENT e(H h); STRUCT eHandlerRef { uint8 a; };", "typeName"],
  ])("of `%s`: %s", (text, wanted) => {
    expect(reasons(`${TYPES}\n${text}`)).toBe(wanted);
  });

  it("starts all names with the file's", () => {
    expect(reasons("//- /my-file.api\nFUNCTION f();")).toBe("fileName");
    expect(reasons("//- /my_file2.api\nFUNCTION f();")).toBe("");
    expect(checkFixture("//- /untitled:Untitled-1\nFUNCTION f();").diagnostics).toEqual([]);
  });

  it("lacks functions for an import that the generator overlooks", () => {
    const diamond =
      "USETYPES a;\nUSETYPES b;\nUSETYPES c;\nFUNCTION f(c.E e);\n//- /a.api\nUSETYPES b;\n//- /b.api\n//- /c.api\nENUM E { A };\n";
    expect(reasons(diamond)).toBe("import");
    expect(
      reasons(diamond.replace("USETYPES a;\nUSETYPES b;\nUSETYPES c;", "USETYPES c;\nUSETYPES a;\nUSETYPES b;")),
    ).toBe("");
  });

  it("is not looked at where there is none", () => {
    expect(reasons("FUNCTION string f();\nFUNCTION g(Nope n);")).toBe("");
  });

  it("is told with both places", () => {
    const { diagnostics } = expectMarked(`DEFINE LIMIT = 1;
ENUM State { OFF, LIMIT };
//                ^^^^^ warning[generated-c-does-not-compile]: both become \`MAIN_LIMIT\`
BITMASK Flags { LIMIT };
//              ^^^^^ warning[duplicate-constant]: takes the other's place
`);
    expect(diagnostics.map(({ related }) => related.map(({ span }) => span.start))).toEqual([[7], [7]]);
  });
});
