/**
 * The reference compiler's verdict on 151 small files, one line each: test/conformance/README.md says how they were made.
 *
 * Beside the verdict, the first error must stand on the line the reference names, but for the cases of `CAUSE`: there the reference
 * points at the token behind a mistake, or at the end of the file, and ours at the mistake.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CheckResult, check, type ImportAnswer, LineMap, parse, print } from "@legato-api/language";
import { describe, expect, it } from "vitest";

const CASES = fileURLToPath(new URL("../conformance/cases", import.meta.url));

interface Case {
  readonly file: string;
  readonly expected: string;
  /** 1-based; absent where the reference gave no position. */
  readonly line?: number;
}

/** Our line of the first error, and what the reference points at instead. */
const CAUSE: ReadonlyMap<string, readonly [line: number, reference: string]> = new Map([
  ["l23_unterm_doc.api", [2, "the end of the file; ours: the comment that is never closed"]],
  ["l46_str_unterm.api", [1, "the end of the file; ours: the string that is never closed"]],
  ["g12_doc_eof.api", [2, "the end of the file; ours: the comment that documents nothing"]],
  ["s33_struct_array.api", [1, "the token behind the STRUCT; ours: the array"]],
  ["d11_enum_value.api", [1, "the token behind the ENUM; ours: the second member with the value"]],
  ["e02_dup_auto.api", [1, "the token behind the ENUM; ours: the second member with the value"]],
  ["e05_65bit_two.api", [1, "the token behind the ENUM; ours: the member that is too large"]],
  ["b06_65.api", [1, "the token behind the BITMASK; ours: the member that is too large"]],
  ["o09_struct_empty_then.api", [1, "the token behind the STRUCT; ours: the STRUCT without fields"]],
]);

const cases: readonly Case[] = readFileSync(join(CASES, "../expected.tsv"), "utf8")
  .split("\n")
  .slice(1)
  .filter((row) => row !== "")
  .map((row) => {
    const [file = "", expected = "", line = ""] = row.split("\t");
    return { file, expected, ...(line === "" ? {} : { line: Number(line) }) };
  });

function load(path: string) {
  const bytes = readFileSync(path);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const bad = Buffer.compare(Buffer.from(text), bytes) === 0 ? -1 : text.indexOf("\ufffd");
  return { tree: parse(text), ...(bad === -1 ? {} : { notUtf8At: bad }) };
}

/** As the reference searches: beside the main file, then in `inc`. */
function resolveImport(fileName: string): ImportAnswer {
  const searched = [CASES, join(CASES, "inc")];
  const uri = searched.map((folder) => join(folder, fileName)).find((path) => existsSync(path));
  return uri === undefined ? { kind: "missing", searched } : { kind: "found", uri, ...load(uri) };
}

function checkCase(file: string): CheckResult {
  const uri = join(CASES, file);
  return check({ uri, dialect: "legato", resolveImport, ...load(uri) });
}

describe("conformance", () => {
  it("has all cases", () => {
    expect(cases).toHaveLength(151);
    for (const file of CAUSE.keys()) expect(cases.map((each) => each.file)).toContain(file);
  });

  it.each(cases)("$file: $expected", ({ file, expected, line }) => {
    const { interface: checked, diagnostics } = checkCase(file);
    const { text } = checked.source;
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(print(checked.source)).toBe(text);
    expect(checked.accepted).toBe(errors.length === 0);
    switch (expected) {
      case "ok":
        expect(errors).toEqual([]);
        break;
      case "warning":
        expect(errors).toEqual([]);
        expect(diagnostics.filter(({ severity }) => severity === "warning")).not.toEqual([]);
        break;
      case "error": {
        const [first] = errors;
        expect(first).toBeDefined();
        const wanted = CAUSE.get(file)?.[0] ?? line;
        if (first !== undefined && wanted !== undefined) {
          expect(new LineMap(text).lineAt(first.span.start) + 1).toBe(wanted);
        }
        break;
      }
      default:
        expect(expected).toBe("any");
    }
  });
});
