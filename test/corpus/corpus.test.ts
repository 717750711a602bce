/**
 * `LEGATO_AF=<folder> npm run test:corpus`: the reference compiler's verdict, protocol id and message size on every `.api` file of a clone
 * of legatoproject/legato-af, one line each, and a line of counts.
 *
 * expected.tsv was taken with the reference compiler at the commit it names, `--gen-all`, with the folder of the file and all folders below
 * `interfaces` that hold an `.api` as import directories. Another commit may have other answers.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { messageSizes, print, protocolId } from "@legato-api/language";
import { afterAll, describe, expect, it } from "vitest";
import { apiFilesBelow, checkBytes } from "./apiFiles.ts";

const corpus = process.env["LEGATO_AF"];
if (corpus === undefined || !existsSync(path.join(corpus, "interfaces"))) {
  throw new Error("LEGATO_AF has to name a clone of https://github.com/legatoproject/legato-af.");
}
const root = path.resolve(corpus);

const expected = readFileSync(path.join(import.meta.dirname, "expected.tsv"), "utf8")
  .split("\n")
  .filter((row) => row !== "" && !row.startsWith("#"))
  .map((row) => {
    const [file = "", verdict = "", id = "", size = ""] = row.split("\t");
    return { file, verdict, id, size };
  });

const found = apiFilesBelow(root).map((file) => path.relative(root, file));
const folders = [...new Set(found.filter((file) => file.startsWith("interfaces/")).map((file) => path.dirname(file)))]
  .sort()
  .map((folder) => path.join(root, folder));
const trees = new Map();
const counts = { accepted: 0, rejected: 0, warnings: 0 };

describe("legato-af", () => {
  it("has the files that the reference was asked about", () => {
    expect(found.toSorted()).toEqual(expected.map(({ file }) => file).toSorted());
  });

  it.each(expected)("$file: $verdict $id $size", ({ file, verdict, id, size }) => {
    const uri = path.join(root, file);
    const { interface: checked, diagnostics } = checkBytes(uri, readFileSync(uri), folders, trees);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    counts[checked.accepted ? "accepted" : "rejected"] += 1;
    counts.warnings += diagnostics.filter(({ severity }) => severity === "warning").length;

    expect(print(checked.source)).toBe(checked.source.text);
    expect(checked.accepted).toBe(errors.length === 0);
    if (verdict === "rejected") {
      expect(errors).not.toEqual([]);
    } else {
      expect(errors).toEqual([]);
      expect(protocolId(checked)).toBe(id);
      expect(String(messageSizes(checked).message)).toBe(size);
    }
  });
});

afterAll(() => {
  const { accepted, rejected, warnings } = counts;
  console.log(`${found.length} .api files: ${accepted} accepted, ${rejected} rejected, ${warnings} warnings`);
});
