/**
 * Bytes recorded from the reference compiler's own C: client and server generated for this interface, linked with fakes of the messaging
 * API, called with values written by hand. Every request, response and event they exchanged is here.
 */
import { describe, expect, test } from "vitest";
import type { WireValues } from "./codec/values.ts";
import { createCodec, type ResponseValues, type WantedOutputs } from "./codec.ts";
import { functionOf, interfaceOf } from "./testing/fixture.ts";

const iface = interfaceOf(`
REFERENCE Job;
ENUM Mode { DRAFT, FINE = 5, LAST = -1 };
ENUM Big { HUGE = 0x100000000, TINY = 1 };
BITMASK Side { FRONT, BACK };
BITMASK Wide { W0, W40 = 0x10000000000 };
STRUCT Page { uint16 width; string title[8]; Mode mode; bool flag; };
STRUCT Book { Page cover; uint64 id; double price; Job job; Side sides; Big big; };
HANDLER Done(uint32 pages, string text[4], Page page, uint16 list[3]);
EVENT Progress(Job job, Done done);
FUNCTION Job Open(string name[64] IN, uint8 a, int8 b, uint16 c, int16 d, uint32 e, int32 f, uint64 g, int64 h, bool i, char j,
  double k, size l, le_result_t m, le_onoff_t n, Mode o, Big p, Side q, Wide r);
FUNCTION le_result_t Write(Job job, uint8 data[16] IN, uint16 widths[4] OUT, string answer[10] OUT, bool ok OUT, Page one OUT,
  Page many[3] OUT, Mode mode OUT, bool flags[3] IN, Book book IN, Book books[2] OUT, Big big OUT, char text[5] IN,
  char back[5] OUT, double ds[2] OUT);
FUNCTION Send(file paper, file receipt OUT, uint32 n);
FUNCTION uint32 Later(Done done, uint8 x);
`);

const codec = createCodec(iface);

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** As it came: in a buffer with leftovers behind. */
function received(text: string): Uint8Array {
  return Uint8Array.of(...bytes(text), 0xff, 0xff, 0xff, 0xff, 0xff);
}

const book = {
  cover: { width: 300, title: "cover", mode: "FINE", flag: true },
  id: 1n << 50n,
  price: 0.1,
  job: 0x77,
  sides: 2,
  big: "TINY",
};
const bookBytes =
  "2c01 05000000636f766572 05000000 01 0000000000000400 9a9999999999b93f 77000000 02000000 0100000000000000";
const page = { width: 2, title: "two", mode: "FINE", flag: true };

const requests: readonly [name: string, hex: string, values: WireValues, outputs: WantedOutputs, fd?: number][] = [
  [
    "Open",
    "05000000 6ec3a46d65 c8 fd 60ea d08a 00286bee fbffffff faffffffffffffff f9ffffffffffffff 01 7a 000000000000f43f 40e20100 efffffff" +
      "01000000 05000000 0000000001000000 03000000 0000000000010000",
    {
      name: "näme",
      a: 200,
      b: -3,
      c: 60000,
      d: -30000,
      e: 4000000000,
      f: -5,
      g: 18446744073709551610n,
      h: -7n,
      i: true,
      j: 122,
      k: 1.25,
      l: 123456,
      m: "LE_BUSY",
      n: "LE_ON",
      o: "FINE",
      p: "HUGE",
      q: 3,
      r: 1n << 40n,
    },
    {},
  ],
  [
    "Write",
    `ff030000 35120000 03000000 0102ff 03000000 09000000 03000000 02000000 0100 ${bookBytes} 02000000 05000000 68656c6c6f 05000000 02000000`,
    { job: 0x1235, data: Uint8Array.of(1, 2, 255), flags: [true, false], book, text: bytes("68656c6c6f") },
    { widths: 3, answer: 9, ok: true, one: true, many: 3, mode: true, books: 2, big: true, back: 5, ds: 2 },
  ],
  [
    "Write",
    `92020000 01000000 00000000 04000000 01000000 00000000 ${bookBytes} 00000000 01000000`,
    { job: 1, data: new Uint8Array(), flags: [], book, text: new Uint8Array() },
    { answer: 4, many: 1, big: true, ds: 1 },
  ],
  ["Send", "01000000 06000000", { paper: 5, n: 6 }, { receipt: true }, 5],
  ["Send", "00000000 06000000", { paper: 4, n: 6 }, {}, 4],
  ["AddProgressHandler", "03000000 11000000", { job: 3, done: 0x11 }, {}],
  ["RemoveProgressHandler", "13000000", { handlerRef: 0x13 }, {}],
  ["Later", "15000000 09", { done: 0x15, x: 9 }, {}],
];

const responses: readonly [name: string, hex: string, response: ResponseValues, outputs: WantedOutputs, fd?: number][] =
  [
    ["Open", "35120000", { result: 0x1235, values: {} }, {}],
    [
      "Write",
      `efffffff 02000000 0102 ffff 08000000 616e737765726564 01 0100 03000000 6f6e65 00000000 00
     01000000 0200 03000000 74776f 05000000 01 ffffffff 01000000 ${bookBytes.replace("0000000000000400", "0900000000000000")}
     0000000001000000 03000000 78797a 01000000 00000000000004c0`.replace(/\s+/g, ""),
      {
        result: "LE_BUSY",
        values: {
          widths: [513, 65535],
          answer: "answered",
          ok: true,
          one: { width: 1, title: "one", mode: "DRAFT", flag: false },
          many: [page],
          mode: "LAST",
          books: [{ ...book, id: 9n }],
          big: "HUGE",
          back: bytes("78797a"),
          ds: [-2.5],
        },
      },
      { widths: 3, answer: 9, ok: true, one: true, many: 3, mode: true, books: 2, big: true, back: 5, ds: 2 },
    ],
    [
      "Write",
      "efffffff 04000000 616e7377 01000000 0200 03000000 74776f 05000000 01 0000000001000000 01000000 00000000000004c0",
      { result: "LE_BUSY", values: { answer: "answ", many: [page], big: "HUGE", ds: [-2.5] } },
      { answer: 4, many: 1, big: true, ds: 1 },
    ],
    ["Send", "", { values: { receipt: 12 } }, { receipt: true }, 12],
    ["Send", "", { values: {} }, {}],
    ["AddProgressHandler", "13000000", { result: 0x13, values: {} }, {}],
    ["RemoveProgressHandler", "", { values: {} }, {}],
    ["Later", "4d000000", { result: 77, values: {} }, {}],
  ];

describe("as generated C packs it", () => {
  test.each(requests)("the request of %s", (name, hex, values, outputs, fd) => {
    const id = functionOf(iface, name).messageId;
    expect(codec.encodeRequest(id, { values, outputs })).toEqual({
      ok: true,
      value: { bytes: bytes(hex), ...(fd !== undefined && { fd }) },
    });
    expect(codec.decodeRequest(id, received(hex), fd)).toEqual({ ok: true, value: { values, outputs } });
  });

  test.each(responses)("the response of %s", (name, hex, response, outputs, fd) => {
    const id = functionOf(iface, name).messageId;
    expect(codec.encodeResponse(id, response, outputs)).toEqual({
      ok: true,
      value: { bytes: bytes(hex), ...(fd !== undefined && { fd }) },
    });
    expect(codec.decodeResponse(id, received(hex), outputs, fd)).toEqual({ ok: true, value: response });
  });

  test.each([
    ["AddProgressHandler", 0x11],
    ["Later", 0x15],
  ])("the event of %s", (name, context) => {
    const id = functionOf(iface, name).messageId;
    const hex = `${context.toString(16)}000000 03000000 03000000 747874 0700 02000000 6576 ffffffff 01 02000000 0100 0200`;
    const event = {
      context,
      values: { pages: 3, text: "txt", page: { width: 7, title: "ev", mode: "LAST", flag: true }, list: [1, 2] },
    };
    expect(codec.encodeEvent(id, event)).toEqual({ ok: true, value: { bytes: bytes(hex) } });
    expect(codec.decodeEvent(id, received(hex))).toEqual({ ok: true, value: event });
  });
});
