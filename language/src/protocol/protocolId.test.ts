import { describe, expect, test } from "vitest";
import { checkFixture } from "../testing/markers.ts";
import { protocolId, protocolIds } from "./protocolId.ts";
import { protocolText } from "./protocolText.ts";
import { interfaceOf } from "./testing/fixture.ts";
import { printerText } from "./testing/printer.ts";

const printer = interfaceOf(printerText);

describe("the hashed text", () => {
  test("is the reference compiler's, imports and unused definitions included", () => {
    expect(protocolText(printer)).toBe(
      "v3,<Interface Imports:[<Interface Imports:[] Definitions:[Definition(u'LENGTH',12),Definition(u'UNUSED','a\\'b\"c\\n')]" +
        " Types:[EnumType(u'Kind',[NamedValue(u'SMALL',0), NamedValue(u'LARGE',-2)]),Type(u'Size',18)] Functions:[] Events:[]>]" +
        " Definitions:[Definition(u'MOST',24),Definition(u'WIDE',18446744073709551616L)] Types:[ReferenceType(Job)," +
        "EnumType(u'Side',[NamedValue(u'FRONT',1), NamedValue(u'BACK',2), NamedValue(u'HIDDEN',4294967296)]),Type(u'Done',4)," +
        "ReferenceType(ProgressHandler),Type(u'Page',30)] Functions:[<Function ProgressHandler AddProgressHandler(" +
        "<Parameter Job job IN>,<Parameter Done done IN>)>,<Function None RemoveProgressHandler(" +
        "<Parameter ProgressHandler handlerRef IN>)>,<Function Job Open(<StringParameter string name[24] IN>," +
        "<Parameter Kind kind IN>,<ArrayParameter uint8 key[4] IN>)>,<Function le_result_t Write(<Parameter Job job IN>," +
        "<ArrayParameter uint16 data[16] IN>,<StringParameter string answer[10] OUT>,<ArrayParameter int8 raw[6] OUT>," +
        "<Parameter Page page OUT>,<Parameter Side sides OUT>)>,<Function None Close(<Parameter Job job IN>," +
        "<Parameter file log OUT>)>,<Function None Later(<Parameter Done done IN>,<Parameter bool default IN>)>]" +
        " Events:[<Event Progress(<Parameter Job job IN>,<Parameter Done done IN>)>]>",
    );
  });

  test("of an import that the compiler never looks into is None where it has errors, and whole where it imports such a file", () => {
    const text = (broken: string): string =>
      protocolText(
        checkFixture(
          `USETYPES a;\nUSETYPES b;\nUSETYPES c;\n//- /a.api\nUSETYPES b;\n//- /b.api\n//- /c.api\n${broken}\n//- /d.api\nFUNCTION f(Nope n);\n`,
        ).interface,
      );
    const empty = (imports: string): string =>
      `<Interface Imports:[${imports}] Definitions:[] Types:[] Functions:[] Events:[]>`;
    const a = empty(empty(""));
    expect(text("FUNCTION f(Nope n);")).toBe(`v3,${empty(`${a},${empty("")},None`)}`);
    expect(text("USETYPES b;\nUSETYPES d;")).toBe(`v3,${empty(`${a},${empty("")},${empty(`${empty("")},None`)}`)}`);
  });

  test("a name stands for its number alone, however that came about", () => {
    const text = protocolText(
      interfaceOf("DEFINE A = 9223372036854775808 - 9223372036854775807; DEFINE B = A; DEFINE C = B + A;"),
    );
    expect(text).toContain("Definition(u'A',1L),Definition(u'B',1),Definition(u'C',2)");
  });

  test.each([
    [`"plain"`, "'plain'"],
    [`"it's"`, `"it's"`],
    [`'say "x"'`, `'say "x"'`],
    [`"it's \\"x\\""`, `'it\\'s "x"'`],
    [`"\\\\ \\t \\r \\n \\x01 \\x7f"`, `'\\\\ \\t \\r \\n \\x01 \\x7f'`],
    ["9223372036854775807", "9223372036854775807"],
    ["9223372036854775808", "9223372036854775808L"],
    ["-9223372036854775808", "-9223372036854775808L"],
    ["-9223372036854775807 - 1", "-9223372036854775808"],
    ["(-9223372036854775807 - 1) / -1", "9223372036854775808L"],
    ["9223372036854775808 - 9223372036854775808", "0L"],
    ["1 + (9223372036854775807 + 1) / 9223372036854775807", "2L"],
    ["0x8000000000000000 / 0x8000000000000000", "1L"],
    ["-9223372036854775809", "-9223372036854775809L"],
  ])("a DEFINE of %s is written %s", (value, text) => {
    expect(protocolText(interfaceOf(`DEFINE X = ${value};`))).toContain(`Definition(u'X',${text})`);
  });

  test("an import given twice counts once, at its first place", () => {
    const twice = interfaceOf(
      "//- /a.api\nDEFINE A = 1;\n//- /b.api\nDEFINE B = 2;\n//- /main.api\nUSETYPES a;\nUSETYPES b;\nUSETYPES a;\n",
    );
    expect([...protocolText(twice).matchAll(/u'(\w)'/g)].map(([, name]) => name)).toEqual(["A", "B"]);
  });
});

describe("the protocol id", () => {
  test.each([
    ["an ordinary build", printer, false, "c3bf1bfabf76f00092fadc2388d068ad"],
    ["RPC", printer, true, "c68611292de68e2cf620ff4175515991"],
    ["an empty file", interfaceOf(""), false, "1492c7d37ff0f394c432e5c068f3a1a6"],
    ["an empty file with RPC", interfaceOf(""), true, "d31ae3f66217a0ac92a746c2abff9804"],
  ])("of %s", (_, iface, rpc, id) => {
    expect(protocolId(iface, { rpc })).toBe(id);
  });

  test("does not change with comments, blanks and the file's name", () => {
    const other = interfaceOf("// x\n\nFUNCTION   F( uint8 a  IN ) ;", { name: "other.api" });
    expect(protocolId(other)).toBe(protocolId(interfaceOf("/** Doc. */ FUNCTION F(uint8 a);")));
  });

  test("changes with a parameter's name, and not with what a handler takes", () => {
    expect(protocolId(interfaceOf("FUNCTION F(uint8 a);"))).not.toBe(protocolId(interfaceOf("FUNCTION F(uint8 b);")));
    expect(protocolId(interfaceOf("HANDLER H(uint8 a);"))).toBe(protocolId(interfaceOf("HANDLER H(string s[99]);")));
  });
});

describe("TelAF", () => {
  const versioned = interfaceOf("API_VERSION = 12;\nSERVING_VERSION = 3;\nFUNCTION Open(uint8 a) = 7;\n");

  test("a versioned file's id is its name and versions, in either spelling", () => {
    expect(protocolId(versioned)).toBe("printer~~~~~~~~~~~~:11:012:003:0");
    expect(protocolIds(versioned)).toEqual(["printer~~~~~~~~~~~~:11:012:003:0", "TELAF_11_012_003_000000000000000"]);
  });

  test("without versions it is the hash, and numbers do not count for it", () => {
    const numbered = interfaceOf("FUNCTION Open(uint8 a) = 7;", { dialect: "telaf" });
    expect(protocolId(numbered)).toBe(protocolId(interfaceOf("FUNCTION Open(uint8 a);")));
    expect(protocolIds(numbered)).toEqual([protocolId(numbered), protocolId(numbered, { rpc: true })]);
  });

  test("a structure counts as the older base counts it, so the hash is another one", () => {
    const text = "STRUCT S { string s[9]; uint8 a; };";
    expect(protocolText(interfaceOf(text))).toContain("Type(u'S',14)");
    expect(protocolText(interfaceOf(text, { dialect: "telaf" }))).toContain("Type(u'S',10)");
  });
});
