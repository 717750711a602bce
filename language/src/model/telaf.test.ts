import { describe, expect, it } from "vitest";
import { checkFixture, expectMarked, rulesIn } from "../testing/markers.ts";

const VERSIONS = "API_VERSION = 3;\nSERVING_VERSION = 2;\n";

describe("which dialect a file is in", () => {
  it.each([
    ["FUNCTION f();", "legato"],
    ["DEFINE API_VERSION = 1;", "legato"],
    ["FUNCTION f() = 1;", "telaf"],
    ["HANDLER H(); EVENT e(H h) = (1, 2);", "telaf"],
    [VERSIONS, "telaf"],
    ["API_MSG_SIZE = 100;", "telaf"],
  ])("%j is %s by itself", (text, dialect) => {
    expect(checkFixture(text).interface.dialect).toBe(dialect);
    expect(checkFixture(text, { dialect: "telaf" }).interface.dialect).toBe("telaf");
    expect(checkFixture(text, { dialect: "legato" }).interface.dialect).toBe("legato");
  });

  it("is decided for each import by itself", () => {
    const { interface: checked } = checkFixture("USETYPES a;\nFUNCTION f();\n//- /a.api\nFUNCTION g() = 1;\n");
    expect(checked).toMatchObject({
      dialect: "legato",
      imports: [{ interface: { dialect: "telaf" } }],
      accepted: true,
    });
  });
});

describe("under legato", () => {
  it("each use of TelAF's syntax is one error that names the setting", () => {
    expectMarked(
      `API_VERSION = 1;
//<---------------- error[telaf-syntax]: legatoApi.dialect
FUNCTION f() = 1;
//           ^^^ error[telaf-syntax]: legatoApi.dialect
HANDLER H();
EVENT e(H h) = (2, 3);
//           ^^^^^^^^ error[telaf-syntax]: legatoApi.dialect
API_MSG_SIZE = 5;
//<----------------- error[telaf-syntax]: legatoApi.dialect
`,
      { dialect: "legato" },
    );
  });
});

describe("under telaf", () => {
  it("the numbers written are the message ids", () => {
    const { interface: checked, diagnostics } = checkFixture(
      `${VERSIONS}HANDLER H();\nFUNCTION f() = 4;\nEVENT e(H h) =(2,3);\nFUNCTION g() = 0;\n`,
    );
    expect(diagnostics).toEqual([]);
    expect(checked.versions).toEqual({ api: 3, serving: 2 });
    expect(checked.functions.map(({ name, messageId }) => `${name} ${messageId}`)).toEqual([
      "f 4",
      "AddeHandler 2",
      "RemoveeHandler 3",
      "g 0",
    ]);
  });

  it("all have a number or none has, and the next free one is given", () => {
    const { diagnostics } = expectMarked(`${VERSIONS}HANDLER H();
FUNCTION f() = 7;
FUNCTION g();
//       ^ error[missing-message-id]: \`= 8\` is free
EVENT e(H h);
//    ^ error[missing-message-id]: \`= (9, 10)\` is free
`);
    expect(diagnostics.map(({ data }) => data?.["insert"])).toEqual([" = 8", " = (9, 10)"]);
    expect(rulesIn("FUNCTION f();\nFUNCTION g();\n", { dialect: "telaf" })).toEqual([]);
  });

  it("a number belongs to one message", () => {
    const { diagnostics } = expectMarked(`${VERSIONS}HANDLER H();
FUNCTION f() = 1;
FUNCTION g() = 1;
//             ^ error[duplicate-message-id]: belongs to \`f\` already; 3 is free
EVENT e(H h) = (2, 2);
//                 ^ error[duplicate-message-id]: belongs to \`e\` already; 4 is free
`);
    expect(diagnostics.map(({ data }) => data?.["replaceWith"])).toEqual(["3", "4"]);
  });

  it.each([
    ["HANDLER H(); EVENT e(H h) = 1;", "message-id-count"],
    ["HANDLER H(); EVENT e(H h) = (1, 2, 3);", "message-id-count"],
    ["FUNCTION f() = (1, 2);", "message-id-count"],
    ["FUNCTION f() = 4294967296;", "message-id-count"],
    ["FUNCTION f() = 0x1;", "syntax-error"],
    ["FUNCTION f() = ;", "syntax-error"],
    ["HANDLER H() = 1;", "syntax-error"],
    ["API_VERSION = 1;", "version-pair"],
    ["SERVING_VERSION = 1;", "version-pair"],
    ["SERVING_VERSION = 1; API_VERSION = 1;", "version-pair version-pair"],
    ["API_VERSION = 1; DEFINE A = 1; SERVING_VERSION = 1;", "version-pair version-pair"],
    ["API_VERSION = 0; SERVING_VERSION = 0;", "version-out-of-range version-out-of-range"],
    ["API_VERSION = 1000; SERVING_VERSION = 1;", "version-out-of-range"],
    ["API_VERSION = 1; SERVING_VERSION = 2;", "serving-above-api-version"],
    ["API_VERSION = -1; SERVING_VERSION = 1;", "syntax-error"],
    ["API_MSG_SIZE = 10; FUNCTION f(uint64 a, uint64 b);", "message-size-too-small"],
    ["FUNCTION f() = 1; /** x */ API_VERSION = 1; SERVING_VERSION = 1;", "misplaced-documentation"],
    ["DEFINE SERVING_VERSION = 1;", "reserved-name"],
  ])("%s is refused", (text, rules) => {
    const { diagnostics } = checkFixture(text, { dialect: "telaf" });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ rule }) => rule).join(" ")).toBe(rules);
  });

  it("the last pair of versions counts", () => {
    expect(checkFixture(`${VERSIONS}API_VERSION = 9;\nSERVING_VERSION = 9;\n`).interface.versions).toEqual({
      api: 9,
      serving: 9,
    });
  });

  it("documentation at the top of the file may stand before the versions", () => {
    const { interface: checked, diagnostics } = checkFixture(`/** file */\n${VERSIONS}/** f */\nFUNCTION f() = 1;\n`);
    expect(diagnostics).toEqual([]);
    expect(checked.doc).toEqual([" file "]);
    expect(checked.functions[0]?.doc).toEqual([" f "]);
  });

  it("a versioned file has a name of at most 19 characters", () => {
    expect(rulesIn(`//- /taf_mngdStorSecFile.api\n${VERSIONS}`)).toEqual([]);
    expect(rulesIn(`//- /taf_mngdStorSecFile1.api\n${VERSIONS}`)).toEqual(["error[versioned-name-too-long]"]);
    expect(rulesIn("//- /taf_mngdStorSecFile1.api\nFUNCTION f() = 1;\n")).toEqual(["information[missing-versions]"]);
  });

  it("offers versions where there are only numbers", () => {
    const { diagnostics } = checkFixture("/** f */\nFUNCTION f() = 1;\n");
    expect(diagnostics).toMatchObject([
      { rule: "missing-versions", data: { insert: expect.stringContaining("API_VERSION = 1;") } },
    ]);
  });

  it("arrays in a STRUCT are allowed, and nothing has a length in it", () => {
    const { interface: checked, diagnostics } = checkFixture("STRUCT S { uint8 a[4]; string s[8]; uint32 b; };", {
      dialect: "telaf",
    });
    expect(diagnostics).toEqual([]);
    expect(checked.types.get("S")).toMatchObject({
      size: 4 + 8 + 4,
      fields: [{ count: 4 }, { count: 8 }, { name: "b" }],
    });
  });
});
