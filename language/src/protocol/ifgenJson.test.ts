import { describe, expect, test } from "vitest";
import { ifgenJson } from "./ifgenJson.ts";
import { printJson } from "./json.ts";
import { interfaceOf } from "./testing/fixture.ts";

/** As a script reads it. */
function read(text: string, namePrefix?: string) {
  const tree = ifgenJson(interfaceOf(text), {
    path: (uri) => `dir/${uri}`,
    ...(namePrefix !== undefined && { namePrefix }),
  });
  return JSON.parse(printJson(tree));
}

describe("the reference compiler's JSON", () => {
  test("of the file", () => {
    const text =
      "/**\n * The page.\n */\n/** Of a define. */\nDEFINE A = 5; // plain\nDEFINE WIDE = 18446744073709551617;\n";
    expect(read(text, "lp")).toMatchObject({
      name: "lp",
      baseName: "printer",
      path: "dir/printer.api",
      comments: [" The page."],
      text: "DEFINEA=5;DEFINEWIDE=18446744073709551617;",
      imports: {},
      definitions: {
        A: {
          kind: "Definition",
          name: "A",
          value: 5,
          comments: [" Of a define. "],
          location: { file: "dir/printer.api", line: 5, column: 7 },
        },
      },
    });
  });

  test("integers of any size are written out", () => {
    const wide = interfaceOf("DEFINE WIDE = 18446744073709551617;");
    expect(printJson(ifgenJson(wide))).toContain('"value": 18446744073709551617,');
  });

  test("types are expanded where they are used, with their own file's positions", () => {
    const json = read(`//- /base.api
ENUM Kind { A, ///< First.
  B };
//- /main.api
USETYPES base;
STRUCT S { base.Kind kind; string s[4]; };
FUNCTION S Get(base.Kind kinds[3] OUT, uint8 x);
`);
    const kind = {
      kind: "EnumType",
      name: "Kind",
      size: 4,
      comments: [],
      elements: [
        {
          kind: "NamedValue",
          name: "A",
          value: 0,
          comments: [" First."],
          location: { file: "dir/base.api", line: 1, column: 12 },
        },
        {
          kind: "NamedValue",
          name: "B",
          value: 1,
          comments: [],
          location: { file: "dir/base.api", line: 2, column: 2 },
        },
      ],
      location: { file: "dir/base.api", line: 1, column: 5 },
    };
    expect(json.imports.base.types).toEqual({ Kind: kind });
    expect(json.types.S).toEqual({
      kind: "StructType",
      name: "S",
      size: 12,
      comments: [],
      location: { file: "dir/main.api", line: 2, column: 7 },
      members: [
        { kind: "StructMember", name: "kind", apiType: kind, location: { file: "dir/main.api", line: 2, column: 21 } },
        {
          kind: "StructStringMember",
          name: "s",
          maxCount: 4,
          apiType: { kind: "BasicType", name: "string", size: 1, comments: [] },
          location: { file: "dir/main.api", line: 2, column: 34 },
        },
      ],
    });
    expect(json.functions.Get).toEqual({
      kind: "Function",
      name: "Get",
      comments: [],
      returnType: json.types.S,
      location: { file: "dir/main.api", line: 3, column: 11 },
      parameters: [
        {
          kind: "ArrayParameter",
          name: "kinds",
          direction: "out",
          maxCount: 3,
          comments: [],
          apiType: kind,
          location: { file: "dir/main.api", line: 3, column: 25 },
        },
        {
          kind: "Parameter",
          name: "x",
          direction: "in",
          comments: [],
          apiType: { kind: "BasicType", name: "uint8", size: 1, comments: [] },
          location: { file: "dir/main.api", line: 3, column: 45 },
        },
      ],
    });
  });

  test("an event makes a type and two functions, whose comments keep the blank line in between", () => {
    const json = read("HANDLER H();\n/**\n * Tells.\n */\nEVENT E(H handler);\n", "lp");
    expect(Object.keys(json.types)).toEqual(["H", "@event@E"]);
    expect(json.types["@event@E"]).toMatchObject({
      kind: "HandlerReferenceType",
      name: "EHandler",
      comments: [" Reference type used by Add/Remove functions for EVENT 'lp_E'"],
      event: json.events.E,
    });
    expect(json.functions.AddEHandler).toMatchObject({
      kind: "EventFunction",
      comments: [" Add handler function for EVENT 'lp_E'", "", " Tells."],
      event: json.events.E,
      returnType: json.types["@event@E"],
    });
    expect(json.functions.RemoveEHandler).toMatchObject({
      returnType: null,
      comments: [" Remove handler function for EVENT 'lp_E'"],
      parameters: [{ kind: "Parameter", name: "handlerRef", location: { line: 5, column: 6 } }],
    });
  });

  test("columns count characters as a reader does, and only LF ends a line", () => {
    const json = read("/* \u00e9\r\u2028 */ DEFINE A = 1;\n\tDEFINE B = 2;\n");
    expect(json.definitions.A.location).toEqual({ file: "dir/printer.api", line: 1, column: 17 });
    expect(json.definitions.B.location).toEqual({ file: "dir/printer.api", line: 2, column: 8 });
  });

  test("imports of imports say their kind, those of the file itself do not", () => {
    const json = read("//- /a.api\nDEFINE A = 1;\n//- /b.api\nUSETYPES a;\n//- /c.api\nUSETYPES b;\n");
    expect(json.imports.b).not.toHaveProperty("kind");
    expect(json.imports.b.imports.a.kind).toBe("Interface");
  });

  test("a file with nothing to read has no text", () => {
    expect(read("// nothing\n").text).toBeNull();
    expect(read("").text).toBeNull();
  });
});
