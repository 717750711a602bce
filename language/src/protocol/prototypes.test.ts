import { describe, expect, test } from "vitest";
import type { Interface } from "../model/interface.ts";
import { handlerPrototype, type PrototypeSide, prototypesOf, renderOnOneLine, renderPrototype } from "./prototypes.ts";
import { functionOf, interfaceOf } from "./testing/fixture.ts";

const shapes = interfaceOf(`//- /base.api
STRUCT Size { uint8 a; };
ENUM Kind { A };
//- /foo.api
USETYPES base;
REFERENCE Job;
HANDLER Done(string text[4], base.Kind kinds[2], base.Size size);
EVENT Change(Job job, Done done);
FUNCTION Inputs(uint8 int, bool plain, Job job, base.Kind kind, base.Size size, string text[9], string class[9], uint32 list[4], file fd);
FUNCTION le_result_t Outputs(uint8 int OUT, Job job OUT, base.Size size OUT, string text[9] OUT, uint32 list[4] OUT, file fd OUT, uint8 in);
FUNCTION double Nothing();
FUNCTION Later(Done done, uint8 x);
`);

function lines(iface: Interface, name: string, side: PrototypeSide, prefix?: string): readonly string[] {
  return prototypesOf(iface, functionOf(iface, name), { side, ...(prefix !== undefined && { prefix }) }).map(
    renderOnOneLine,
  );
}

describe("what a client calls and a server implements", () => {
  test.each([
    [
      "Inputs",
      "void foo_Inputs(uint8_t _int, bool plain, foo_JobRef_t job, base_Kind_t kind, const base_Size_t * LE_NONNULL sizePtr, " +
        "const char* LE_NONNULL text, const char* LE_NONNULL class, const uint32_t* listPtr, size_t listSize, int fd)",
    ],
    [
      "Outputs",
      "le_result_t foo_Outputs(uint8_t* intPtr, foo_JobRef_t* jobPtr, base_Size_t * sizePtr, char* text, size_t textSize, " +
        "uint32_t* listPtr, size_t* listSizePtr, int* fdPtr, uint8_t in)",
    ],
    ["Nothing", "double foo_Nothing(void)"],
    ["Later", "void foo_Later(foo_DoneFunc_t donePtr, void* contextPtr, uint8_t x)"],
    [
      "AddChangeHandler",
      "foo_ChangeHandlerRef_t foo_AddChangeHandler(foo_JobRef_t job, foo_DoneFunc_t donePtr, void* contextPtr)",
    ],
    ["RemoveChangeHandler", "void foo_RemoveChangeHandler(foo_ChangeHandlerRef_t handlerRef)"],
  ])("%s", (name, line) => {
    expect(lines(shapes, name, "client")).toEqual([line]);
    expect(lines(shapes, name, "server")).toEqual([line]);
  });

  test("with an alias, functions and own types follow it, imported types do not", () => {
    expect(lines(shapes, "Outputs", "server", "bar")[0]).toMatch(
      /^le_result_t bar_Outputs\(uint8_t\* intPtr, bar_JobRef_t\* jobPtr, base_Size_t \* sizePtr, /,
    );
  });
});

describe("an asynchronous server", () => {
  test("gets a command with the inputs and the room for outputs, and answers with the outputs by value", () => {
    expect(lines(shapes, "Outputs", "asyncServer")).toEqual([
      "void foo_Outputs(foo_ServerCmdRef_t _cmdRef, size_t textSize, size_t listSize, uint8_t in)",
      "void foo_OutputsRespond(foo_ServerCmdRef_t _cmdRef, le_result_t _result, uint8_t _int, foo_JobRef_t job, " +
        "const base_Size_t * LE_NONNULL sizePtr, const char* text, const uint32_t* listPtr, size_t listSize, int fd)",
    ]);
  });

  test.each(["Later", "AddChangeHandler", "RemoveChangeHandler"])("%s stays synchronous", (name) => {
    expect(lines(shapes, name, "asyncServer")).toEqual(lines(shapes, name, "server"));
  });
});

test("a handler's type takes the context last", () => {
  const done = shapes.types.get("Done");
  if (done?.kind !== "handler") {
    throw new Error("Done is a handler");
  }
  expect(renderPrototype(handlerPrototype(shapes, done))).toBe(
    [
      "typedef void (*foo_DoneFunc_t)",
      "(",
      "    const char* LE_NONNULL text,",
      "    const base_Kind_t* kindsPtr,",
      "    size_t kindsSize,",
      "    const base_Size_t * LE_NONNULL sizePtr,",
      "    void* contextPtr",
      ");",
    ].join("\n"),
  );
});

test("each part tells what it is and which parameter it comes from", () => {
  const [prototype] = prototypesOf(shapes, functionOf(shapes, "Outputs"));
  expect(
    prototype?.parameters.map(({ name, role, direction, of }) => `${name}: ${role} ${direction} of ${of?.name}`),
  ).toEqual([
    "intPtr: value OUT of int",
    "jobPtr: value OUT of job",
    "sizePtr: value OUT of size",
    "text: value OUT of text",
    "textSize: size IN of text",
    "listPtr: value OUT of list",
    "listSizePtr: size INOUT of list",
    "fdPtr: value OUT of fd",
    "in: value IN of in",
  ]);
});

test("with documentation the layout is that of Legato's sources", () => {
  const iface = interfaceOf(`
/**
 * Opens it.
 *
 * @return What was opened.
 */
FUNCTION le_result_t Open
(
    string name[8] IN, ///< Its name,
                       ///< in short.
    uint8 way OUT
);`);
  const [prototype] = prototypesOf(iface, functionOf(iface, "Open"));
  expect(prototype && renderPrototype(prototype, { docs: true, end: "" })).toBe(
    `//--------------------------------------------------------------------------------------------------
/**
 * Opens it.
 *
 * @return What was opened.
 */
//--------------------------------------------------------------------------------------------------
le_result_t printer_Open
(
    const char* LE_NONNULL name,
        ///< [IN] Its name,
        ///< in short.
    uint8_t* wayPtr
        ///< [OUT]
)`,
  );
});
