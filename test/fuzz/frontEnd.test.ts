/**
 * Hostile input for the `.api` front end: whatever comes in, nothing throws, printing the tree gives the text back, and every position is
 * inside the text.
 *
 * The inputs are token soup, the files of the repository with bytes changed (those of a clone of legato-af where LEGATO_AF names one), and
 * a few shapes that break recursive programs. `npm run fuzz` runs the random ones for FUZZ_SECONDS each instead of a fixed number of times; a
 * failure prints the seed and the smallest input that shows it.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type CheckResult,
  describe as describeInterface,
  format,
  ifgenJson,
  ownershipOf,
  print,
} from "@legato-api/language";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiFilesBelow, checkBytes } from "../corpus/apiFiles.ts";

const root = path.resolve(import.meta.dirname, "../..");
const corpus = process.env["LEGATO_AF"];
const seconds = Number(process.env["FUZZ_SECONDS"] ?? 0);
const timeout = (seconds + 60) * 1000;
const folders = [path.join(root, "test/conformance/cases/inc"), path.join(root, "examples/printer/interfaces")];
const originals = [path.join(root, "test/conformance/cases"), path.join(root, "examples"), ...(corpus ? [corpus] : [])]
  .flatMap(apiFilesBelow)
  .map((file) => readFileSync(file))
  .filter((bytes) => bytes.length > 0 && bytes.length < 200_000);

const words = [
  ..."USETYPES DEFINE ENUM BITMASK STRUCT REFERENCE HANDLER FUNCTION EVENT IN OUT INOUT ADD_HANDLER REMOVE_HANDLER".split(
    " ",
  ),
  ..."API_VERSION SERVING_VERSION API_MSG_SIZE uint8 int64 double string file handler le_result_t size char void".split(
    " ",
  ),
  ..."a b a.b base x.api 0 1 -1 0x 0xFF 99999999999999999999 ( ) { } [ ] , ; = + - * / | ~ << >> . .. \" ' @ #".split(
    " ",
  ),
  ...[
    '"s"',
    "'\\q'",
    "/** doc */",
    "///< post\n",
    "// c\n",
    "/* c */",
    "/*",
    "/**",
    "\n",
    "\r\n",
    "\0",
    "\ufeff",
    "\ud83d",
  ],
];

const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((all) => Buffer.from(all.join(" ")));

interface Edit {
  readonly at: number;
  readonly kind: "flip" | "insert" | "delete" | "copy";
  readonly length: number;
  readonly byte: number;
  readonly from: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(200_000),
  kind: fc.constantFrom<Edit["kind"][]>("flip", "insert", "delete", "copy"),
  length: fc.nat(40),
  byte: fc.nat(255),
  from: fc.nat(200_000),
});
const mutant = fc
  .tuple(fc.constantFrom(...originals), fc.array(edit, { minLength: 1, maxLength: 8 }))
  .map(([original, edits]) => edits.reduce<Uint8Array>(changed, original));

function changed(bytes: Uint8Array, { at, kind, length, byte, from }: Edit): Uint8Array {
  const start = bytes.length === 0 ? 0 : at % bytes.length;
  const before = bytes.subarray(0, start);
  switch (kind) {
    case "flip":
      return Buffer.concat([before, Buffer.of(byte), bytes.subarray(start + 1)]);
    case "insert":
      return Buffer.concat([before, Buffer.of(byte), bytes.subarray(start)]);
    case "delete":
      return Buffer.concat([before, bytes.subarray(start + length)]);
    case "copy": {
      const origin = bytes.length === 0 ? 0 : from % bytes.length;
      return Buffer.concat([before, bytes.subarray(origin, origin + length), bytes.subarray(start)]);
    }
  }
}

/** Everything that can be asked about any text. */
function survive(bytes: Uint8Array): CheckResult {
  const uri = path.join(root, "test/conformance/cases/fuzz.api");
  const result = checkBytes(uri, bytes, folders);
  const { interface: checked, diagnostics } = result;
  const { text } = checked.source;
  expect(print(checked.source)).toBe(text);
  expect(checked.accepted).toBe(diagnostics.every(({ severity }) => severity !== "error"));
  for (const { span, message } of diagnostics) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(message).not.toBe("");
  }
  return result;
}

/** And what can be asked about a file that a build accepts. */
function surviveWhole(bytes: Uint8Array): void {
  const { interface: checked } = survive(bytes);
  format(checked.source);
  const ownership = ownershipOf(checked);
  if (!checked.accepted) return;
  describeInterface(checked, ownership);
  ifgenJson(checked);
}

const runs = seconds > 0 ? { numRuns: 1e9, interruptAfterTimeLimit: seconds * 1000 } : { numRuns: 400 };

describe("the front end survives", () => {
  it("token soup", { timeout }, () => {
    fc.assert(fc.property(soup, surviveWhole), runs);
  });

  it("real files with bytes changed", { timeout }, () => {
    fc.assert(fc.property(mutant, surviveWhole), runs);
  });

  it.each([
    ["a line of 1 MB", "x".repeat(1e6)],
    ["a line of 1 MB of declarations", "FUNCTION f();".repeat(77_000)],
    ["100,000 nested parentheses", `DEFINE A = ${"(".repeat(1e5)}1${")".repeat(1e5)};`],
    ["100,000 parentheses never closed", `DEFINE A = ${"(".repeat(1e5)}`],
    ["100,000 minus signs", `DEFINE A = ${"-".repeat(1e5)}1;`],
    ["a sum of 100,000 terms", `DEFINE A = 1${"+1".repeat(1e5)};`],
    ["100,000 enum members", `ENUM E { ${Array.from({ length: 1e5 }, (_, n) => `M${n}`).join(", ")} };`],
    ["100,000 opening braces", `STRUCT S ${"{".repeat(1e5)}`],
    ["100,000 parameters", `FUNCTION f(${Array.from({ length: 1e5 }, (_, n) => `uint8 p${n}`).join(", ")});`],
    ["100,000 comments", "/** d */\n".repeat(1e5)],
    ["NUL bytes", "\0".repeat(1e5)],
    ["nothing", ""],
  ])("%s", { timeout: 60_000 }, (_, text) => {
    survive(Buffer.from(text));
  });
});
