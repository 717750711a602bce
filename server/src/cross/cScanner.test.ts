import { expect, test } from "vitest";
import { scanIdentifiers } from "./cScanner.ts";

const uses = (text: string): string[] =>
  scanIdentifiers(text, (name) => name.startsWith("foo_")).map((one) => `${one.text} ${one.kind}`);

test.each<[string, string, string[]]>([
  ["a call in a body", "void f(void) { foo_Open(1); }", ["foo_Open call"]],
  [
    "a definition",
    "foo_JobRef_t foo_Open\n(\n    const char* name ///< [IN] foo_Name\n)\n{\n}\n",
    ["foo_JobRef_t other", "foo_Open definition"],
  ],
  ["a declaration", "void foo_Close(foo_JobRef_t job);", ["foo_Close declaration", "foo_JobRef_t other"]],
  [
    "comments and strings",
    '// foo_A\n/* foo_B */ char* s = "foo_C \\" foo_D"; char c = \'"\'; foo_E();',
    ["foo_E declaration"],
  ],
  ["a comment that a backslash carries on", "// x \\\nfoo_A();\nint y = foo_B;", ["foo_B other"]],
  ["a raw string", 'auto s = R"x(foo_A )" foo_B)x"; int z = foo_C;', ["foo_C other"]],
  [
    "extern C and namespaces are no bodies",
    'extern "C" { namespace n { void foo_A() { foo_B(); } } }',
    ["foo_A definition", "foo_B call"],
  ],
  ["a macro body", "#define OPEN foo_Open(1)\nvoid f() { OPEN; }", ["foo_Open call"]],
  [
    "COMPONENT_INIT",
    "COMPONENT_INIT\n{\n    foo_Open();\n}\nvoid foo_Close(void)\n{\n}",
    ["foo_Open call", "foo_Close definition"],
  ],
  ["a function pointer", "int x[] = { foo_A, foo_B };", ["foo_A other", "foo_B other"]],
  ["unbalanced parentheses end with the body", "void f() { if ((a { } }\nvoid foo_A() { }", ["foo_A definition"]],
  ["an unfinished comment", "foo_A /* foo_B", ["foo_A other"]],
  ["C++ qualifiers", "void foo_A() const noexcept { }", ["foo_A definition"]],
])("%s", (_what, text, expected) => {
  expect(uses(text)).toEqual(expected);
});

test("blocks that make no body may nest as deep as they like", () => {
  expect(uses(`${"namespace a {\n".repeat(200_000)}void foo_A() { foo_B(); }`)).toEqual([
    "foo_A definition",
    "foo_B call",
  ]);
});

test("spans cut the names out of the text", () => {
  const text = "  foo_Open ( x );";
  expect(scanIdentifiers(text, () => true).map(({ start, end }) => text.slice(start, end))).toEqual(["foo_Open", "x"]);
});
