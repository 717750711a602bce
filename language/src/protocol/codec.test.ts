import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCodec } from "./codec.ts";
import { layoutOf } from "./layout.ts";
import { messageSizes } from "./messageSize.ts";
import { arbitraryApi } from "./testing/arbitraryApi.ts";
import { messageValues } from "./testing/arbitraryValues.ts";
import { checkText, functionOf, interfaceOf } from "./testing/fixture.ts";

const printer = interfaceOf(`
REFERENCE Job;
ENUM Mode { DRAFT, FINE = 5, LAST = -1 };
BITMASK Side { FRONT, BACK };
STRUCT Page { uint16 width; string title[8]; Mode mode; };
HANDLER Done(uint32 pages, string text[4]);
EVENT Progress(Job job, Done done);
FUNCTION Job Open(string name[64] IN);
FUNCTION le_result_t Write(Job job, uint8 data[16] IN, uint16 widths[4] OUT, string answer[10] OUT, bool ok OUT);
FUNCTION Layout(Page page, Page pages[2] OUT, Side sides, uint64 big, double d);
FUNCTION Send(file paper, file receipt OUT);
FUNCTION Later(Done done);
`);

function idOf(name: string): number {
  return functionOf(printer, name).messageId;
}

const codec = createCodec(printer);

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

describe("the untagged layout", () => {
  test("a string is its length and its bytes, without the NUL", () => {
    expect(codec.encodeRequest(idOf("Open"), { values: { name: "aé" } })).toEqual({
      ok: true,
      value: { bytes: bytes("0300000061c3a9") },
    });
  });

  test("a function with outputs starts with the mask, and says how much room the caller has", () => {
    const packed = codec.encodeRequest(idOf("Write"), {
      values: { job: 0x11, data: Uint8Array.of(1, 2) },
      outputs: { widths: 3, ok: true },
    });
    expect(packed.ok && hex(packed.value.bytes)).toBe(
      "05000000" /* widths and ok */ + "11000000" + "020000000102" + "03000000" /* three widths fit */,
    );
  });

  test("every output is wanted at its full size when nothing is said", () => {
    const packed = codec.encodeRequest(idOf("Write"), { values: { job: 1, data: [] } });
    expect(packed.ok && codec.decodeRequest(idOf("Write"), packed.value.bytes)).toEqual({
      ok: true,
      value: { values: { job: 1, data: new Uint8Array() }, outputs: { widths: 4, answer: 10, ok: true } },
    });
  });

  test("the result comes first in the response, then the outputs that were wanted", () => {
    const packed = codec.encodeResponse(
      idOf("Write"),
      { result: "LE_BUSY", values: { widths: [1, 65535], ok: true } },
      { widths: 3, ok: true },
    );
    expect(packed.ok && hex(packed.value.bytes)).toBe("efffffff" + "02000000" + "0100ffff" + "01");
  });

  test("structures are their fields in order; 64 bits are bigint, doubles IEEE", () => {
    const page = { width: 258, title: "hi", mode: "LAST" };
    const packed = codec.encodeRequest(idOf("Layout"), {
      values: { page, sides: ["FRONT", "BACK"], big: 1n << 40n, d: 0.5 },
      outputs: {},
    });
    expect(packed.ok && hex(packed.value.bytes)).toBe(
      "00000000" + "0201" + "020000006869" + "ffffffff" + "03000000" + "0000000000010000" + "000000000000e03f",
    );
    expect(packed.ok && codec.decodeRequest(idOf("Layout"), packed.value.bytes)).toEqual({
      ok: true,
      value: { values: { page, sides: 3, big: 1n << 40n, d: 0.5 }, outputs: {} },
    });
  });

  test("an event carries the client's context, then the handler's values", () => {
    const packed = codec.encodeEvent(idOf("AddProgressHandler"), { context: 0x101, values: { pages: 7, text: "ok" } });
    expect(packed.ok && hex(packed.value.bytes)).toBe("01010000" + "07000000" + "020000006f6b");
    expect(packed.ok && codec.decodeEvent(idOf("AddProgressHandler"), packed.value.bytes)).toEqual({
      ok: true,
      value: { context: 0x101, values: { pages: 7, text: "ok" } },
    });
  });

  test("a handler is sent as the client's reference, its removal as the server's", () => {
    const later = codec.encodeRequest(idOf("Later"), { values: { done: 0x21 } });
    expect(later.ok && hex(later.value.bytes)).toBe("21000000");
    const remove = codec.encodeRequest(idOf("RemoveProgressHandler"), { values: { handlerRef: 0x31 } });
    expect(remove.ok && hex(remove.value.bytes)).toBe("31000000");
  });

  test("file descriptors travel beside the bytes", () => {
    expect(codec.encodeRequest(idOf("Send"), { values: { paper: 9 } })).toEqual({
      ok: true,
      value: { bytes: bytes("01000000"), fd: 9 },
    });
    expect(codec.decodeRequest(idOf("Send"), bytes("01000000"), 9)).toEqual({
      ok: true,
      value: { values: { paper: 9 }, outputs: { receipt: true } },
    });
    expect(codec.decodeResponse(idOf("Send"), bytes(""), { receipt: true }, undefined)).toEqual({
      ok: true,
      value: { values: { receipt: -1 } },
    });
  });

  test("a big-endian peer's numbers are turned round, its bytes are not", () => {
    const packed = createCodec(printer, { byteOrder: "big" }).encodeRequest(idOf("Open"), { values: { name: "ab" } });
    expect(packed.ok && hex(packed.value.bytes)).toBe("000000026162");
  });
});

describe("values that do not fit are told in words", () => {
  const cases: readonly [string, Parameters<typeof codec.encodeRequest>[1], string][] = [
    ["Open", { values: {} }, "Open: 'name' is missing"],
    ["Open", { values: { name: "x".repeat(65) } }, "Open: 'name' is 65 bytes long; 64 fit"],
    ["Open", { values: { name: "a\0b" } }, "Open: 'name' contains a NUL character"],
    ["Open", { values: { name: "\ud800" } }, "Open: 'name' is not well-formed Unicode (half of a surrogate pair)"],
    ["Open", { values: { name: 3 } }, "Open: 'name' must be a string, not 3"],
    [
      "Write",
      { values: { job: 2, data: [] } },
      "Write: 'job' must be a reference (an odd number of 32 bits, or 0 for none), not 2",
    ],
    ["Write", { values: { job: 1, data: [256] } }, "Write: 'data' [0] must be within 0 and 255 (uint8), not 256"],
    ["Write", { values: { job: 1, data: new Uint8Array(17) } }, "Write: 'data' has 17 elements; 16 fit"],
    [
      "Write",
      { values: { job: 1, data: [] }, outputs: { anser: 3 } },
      "Write: 'anser' is wanted but is no OUT parameter (widths, answer, ok)",
    ],
    [
      "Layout",
      { values: { page: { width: 1, title: "", mode: "FINER" }, sides: 0, big: 0n, d: 0 } },
      "Layout: 'page' of Page: 'mode' must be a number or a name of Mode (DRAFT, FINE, LAST), not \"FINER\"",
    ],
    [
      "Layout",
      { values: { page: [], sides: 0, big: 0n, d: 0 } },
      "Layout: 'page' must be an object with the fields of Page, not an array",
    ],
    [
      "Layout",
      { values: { page: { width: 1, title: "", mode: 0 }, sides: 0, big: 1.5, d: 0 } },
      "Layout: 'big' must be an integer (uint64), not 1.5",
    ],
    ["Send", { values: { paper: -2 } }, "Send: 'paper' must be a file descriptor, or -1 for none"],
  ];
  test.each(cases)("%s %o", (name, request, problem) => {
    expect(codec.encodeRequest(idOf(name), request)).toEqual({ ok: false, problem });
  });

  test("a response longer than the caller's buffer", () => {
    expect(codec.encodeResponse(idOf("Write"), { result: 0, values: { answer: "four" } }, { answer: 3 })).toEqual({
      ok: false,
      problem: "Write: 'answer' is 4 bytes long; 3 fit",
    });
  });

  test("two descriptors in one message", () => {
    const twoFiles = interfaceOf("FUNCTION Send(file a, file b);");
    expect(createCodec(twoFiles).encodeRequest(0, { values: { a: 3, b: 4 } })).toEqual({
      ok: false,
      problem: "Send: 'b' is a second file descriptor; a message carries one",
    });
  });
});

describe("bytes that make no sense are told in words", () => {
  const cases: readonly [string, string, string][] = [
    ["Open", "", "Open: 'name' ends beyond the message of 0 bytes"],
    ["Open", "0200000061", "Open: 'name' ends beyond the message of 5 bytes"],
    ["Open", "ffffffff61", "Open: 'name' claims 4294967295 characters, at most 64 are allowed"],
    ["Write", "0000", "Write: 'mask of wanted outputs' ends beyond the message of 2 bytes"],
    ["Write", "0000000002000000", "Write: 'job' is no reference: 2 is even"],
    ["Layout", "000000000100ff000000", "Layout: 'page.title' claims 255 characters, at most 8 are allowed"],
  ];
  test.each(cases)("%s %s", (name, text, problem) => {
    expect(codec.decodeRequest(idOf(name), bytes(text))).toEqual({ ok: false, problem });
  });

  test("an id that no function has", () => {
    expect(codec.decodeRequest(77, bytes("00"))).toEqual({
      ok: false,
      problem: "printer has no function with the id 77",
    });
  });

  test("an event of a function without a handler", () => {
    expect(codec.decodeEvent(idOf("Open"), bytes("01000000"))).toEqual({
      ok: false,
      problem: "Open: takes no handler, so it has no events",
    });
  });

  test("text that is not UTF-8 is shown with replacements, and a byte order mark is kept", () => {
    const decoded = codec.decodeRequest(idOf("Open"), bytes("05000000efbbbfff41"));
    expect(decoded).toEqual({ ok: true, value: { values: { name: "\ufeff\ufffdA" }, outputs: {} } });
  });
});

describe("functions whose types nobody can pack", () => {
  const cases: readonly [string, string][] = [
    [
      "STRUCT S { file f; }; FUNCTION F(S s);",
      "F: 's' holds S.f, which is a file, which can only be a parameter of its own",
    ],
    ["FUNCTION F(file f[2]);", "F: 'f' is a file, which can only be a parameter of its own"],
    ["FUNCTION string F();", "F: its result is a string without a size"],
    ["HANDLER H(uint8 x OUT); FUNCTION F(H h);", "F: H: 'x' is OUT, and a handler's caller takes nothing back"],
    ["FUNCTION F(NoSuch x);", "F: 'x' has the unknown type NoSuch"],
  ];
  test.each(cases)("%s", (text, problem) => {
    const { interface: iface } = checkText(text);
    expect(createCodec(iface).decodeRequest(0, new Uint8Array(64))).toEqual({ ok: false, problem });
  });

  test("structures nested beyond reason", () => {
    const depth = 400;
    const structs = Array.from(
      { length: depth },
      (_, at) => `STRUCT S${at} { ${at === 0 ? "bool b" : `S${at - 1} s`}; };`,
    );
    const { interface: iface } = checkText(`${structs.join("\n")}\nFUNCTION F(S${depth - 1} s);`);
    expect(createCodec(iface).decodeRequest(0, new Uint8Array(64))).toEqual({
      ok: false,
      problem: "F: 's' has 400 structures inside of each other",
    });
  });
});

/** A random interface by its text, the id of one of its functions, and random values for that function's messages. */
const callOf = arbitraryApi()
  .filter((text) => interfaceOf(text).functions.length > 0)
  .chain((text) =>
    fc.constantFrom(...interfaceOf(text).functions).chain((fn) => {
      const laid = layoutOf(fn);
      if (!laid.ok) {
        throw new Error(`${laid.problem}\n${text}`);
      }
      const { layout } = laid;
      return messageValues(layout.request).chain((request) =>
        fc.record({
          text: fc.constant(text),
          id: fc.constant(fn.messageId),
          byteOrder: fc.constantFrom("little" as const, "big" as const),
          request: fc.constant(request),
          response: messageValues(layout.response, request.outputs),
          event: layout.event === undefined ? fc.constant(undefined) : messageValues(layout.event),
        }),
      );
    }),
  );

describe("whatever the interface and the values", () => {
  test("what was packed is unpacked again, and fits the message", () => {
    fc.assert(
      fc.property(callOf, ({ text, id, byteOrder, request, response, event }) => {
        const iface = interfaceOf(text);
        const codec = createCodec(iface, { byteOrder });
        const limit = messageSizes(iface).message;

        const asked = codec.encodeRequest(id, { values: request.values, outputs: request.outputs });
        expect(asked).toMatchObject({ ok: true });
        if (asked.ok) {
          expect(asked.value.bytes.length).toBeLessThanOrEqual(limit);
          expect(codec.decodeRequest(id, asked.value.bytes, asked.value.fd)).toEqual({
            ok: true,
            value: { values: request.values, outputs: request.outputs },
          });
        }

        const { result, values } = response;
        const answer = { values, ...(result !== undefined && { result }) };
        const answered = codec.encodeResponse(id, answer, request.outputs);
        expect(answered).toMatchObject({ ok: true });
        if (answered.ok) {
          const { bytes: sent, fd } = answered.value;
          expect(sent.length).toBeLessThanOrEqual(limit);
          expect(codec.decodeResponse(id, sent, request.outputs, fd)).toEqual({ ok: true, value: answer });
        }

        if (event !== undefined) {
          const fired = codec.encodeEvent(id, { context: event.context, values: event.values });
          expect(fired.ok && codec.decodeEvent(id, fired.value.bytes)).toEqual({
            ok: true,
            value: { context: event.context, values: event.values },
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  function decodeAll(text: string, bytes: Uint8Array): void {
    const iface = interfaceOf(text);
    const codec = createCodec(iface);
    for (const { messageId } of [...iface.functions, { messageId: 99 }]) {
      for (const decoded of [
        codec.decodeRequest(messageId, bytes),
        codec.decodeResponse(messageId, bytes),
        codec.decodeEvent(messageId, bytes),
      ]) {
        expect(decoded.ok || decoded.problem !== "").toBe(true);
      }
    }
  }

  test("random bytes give values or a problem", () => {
    fc.assert(
      fc.property(arbitraryApi(), fc.uint8Array({ maxLength: 300 }), (text, bytes) => decodeAll(text, bytes)),
      { numRuns: 100 },
    );
  });

  test("a message torn or changed anywhere gives values or a problem", () => {
    fc.assert(
      fc.property(callOf, fc.nat(), fc.nat(255), fc.nat(), ({ text, id, request }, place, byte, cut) => {
        const packed = createCodec(interfaceOf(text)).encodeRequest(id, request);
        if (!packed.ok) {
          throw new Error(packed.problem);
        }
        const { bytes } = packed.value;
        if (bytes.length > 0) {
          bytes[place % bytes.length] = byte;
        }
        decodeAll(text, bytes.subarray(0, cut % (bytes.length + 1)));
      }),
      { numRuns: 100 },
    );
  });
});
