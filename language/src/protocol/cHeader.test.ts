import { describe, expect, test } from "vitest";
import { cHeader } from "./cHeader.ts";
import type { PrototypeSide } from "./prototypes.ts";
import { interfaceOf } from "./testing/fixture.ts";
import { printerText } from "./testing/printer.ts";

const printer = interfaceOf(printerText);

/** Without comments and blank lines. */
function code(side: PrototypeSide, prefix?: string): string {
  const { text } = cHeader(printer, { side, ...(prefix !== undefined && { prefix }) });
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")
    .replace(/\n\s*(?=\n)/g, "")
    .trim();
}

describe("the C interface of a file", () => {
  test("starts with the types, as the common header has them", () => {
    expect(code("client")).toMatch(
      `#include "legato.h"
#include "base_interface.h"
#define PRINTER_MOST 24
#define PRINTER_WIDE 18446744073709551616
typedef struct printer_Job* printer_JobRef_t;
#define PRINTER_FRONT 0x1
#define PRINTER_BACK 0x2
#define PRINTER_HIDDEN 0x100000000
typedef uint64_t printer_Side_t;
typedef struct printer_ProgressHandler* printer_ProgressHandlerRef_t;
typedef struct
{
    base_Kind_t kind;
    base_Size_t size;
    double scale;
}
printer_Page_t;
typedef void (*printer_DoneFunc_t)
(
    uint32_t pages,
    const char* LE_NONNULL text,
    const base_Size_t* sizesPtr,
    size_t sizesSize,
    void* contextPtr
);`,
    );
  });

  test.each([
    ["client", "le_result_t printer_TryConnectService\n(\n    void\n);"],
    ["server", "le_msg_SessionRef_t printer_GetClientSessionRef\n(\n    void\n);"],
    ["asyncServer", "typedef struct printer_ServerCmd* printer_ServerCmdRef_t;"],
    ["asyncServer", "void printer_CloseRespond\n(\n    printer_ServerCmdRef_t _cmdRef,\n    int log\n);"],
  ] as const)("a %s has %s", (side, declaration) => {
    expect(code(side)).toContain(declaration);
  });

  test("an alias repeats every name", () => {
    const text = code("server", "lp");
    expect(text).toContain("#define LP_MOST PRINTER_MOST");
    expect(text).toContain("typedef printer_Side_t lp_Side_t;\n#define LP_FRONT PRINTER_FRONT");
    expect(text).toContain("typedef printer_DoneFunc_t lp_DoneFunc_t;");
    expect(text).toContain("lp_JobRef_t lp_Open\n(");
  });

  test("a file without functions has nothing to advertise", () => {
    const types = interfaceOf("ENUM E { A };");
    expect(cHeader(types, { side: "server" }).text).not.toContain("AdvertiseService");
  });

  test("text is escaped as the reference compiler does it", () => {
    const iface = interfaceOf(`DEFINE X = "a'b\\"c\\\\d\\n\\x01";`);
    expect(cHeader(iface, { side: "client" }).text).toContain(`#define PRINTER_X "a\\'b\\"c\\\\d\\n\\x01"`);
  });

  test("each declaration leads back to its place in the .api", () => {
    const { text, declarations } = cHeader(printer, { side: "asyncServer" });
    const lines = text.split("\n");
    for (const { line, endLine, name } of declarations) {
      expect(lines.slice(line, endLine + 1).join("\n")).toContain(name);
    }
    const ofOpen = declarations.filter(({ name }) => name.startsWith("printer_Open"));
    expect(ofOpen.map(({ name, source }) => [name, printer.source.text.slice(source.start, source.end)])).toEqual([
      ["printer_Open", "Open"],
      ["printer_OpenRespond", "Open"],
    ]);
  });
});
