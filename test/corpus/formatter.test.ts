/**
 * `LEGATO_AF=<folder> npm run test:corpus`: the formatter over every accepted `.api` file of a clone of legato-af, and a line of counts.
 *
 * The second run changes nothing; every token and comment is what it was; the interface is the same, down to its documentation and protocol id.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { applyEdits, compareInterfaces, format, parse, protocolId } from "@legato-api/language";
import { afterAll, describe, expect, it } from "vitest";
import { apiFilesBelow, checkBytes } from "./apiFiles.ts";

const root = path.resolve(process.env["LEGATO_AF"] ?? "");
const found = apiFilesBelow(root);
const folders = [
  ...new Set(
    found.map((file) => path.dirname(file)).filter((folder) => folder.startsWith(path.join(root, "interfaces"))),
  ),
].sort();
const trees = new Map();
const counts = { files: 0, changed: 0 };

const accepted = found.flatMap((file) => {
  const checked = checkBytes(file, readFileSync(file), folders, trees);
  return checked.interface.accepted ? [{ file, name: path.relative(root, file), iface: checked.interface }] : [];
});

describe("the formatter", () => {
  it("has the files that the reference accepts", () => {
    expect(accepted).toHaveLength(123);
  });

  it.each(accepted)("$name", ({ file, iface }) => {
    const before = iface.source.text;
    const after = formatted(before);
    counts.files++;
    if (after !== before) counts.changed++;

    expect(formatted(after)).toBe(after);
    expect(words(after)).toEqual(words(before));
    const { interface: now } = checkBytes(file, Buffer.from(after), folders);
    expect(protocolId(now)).toBe(protocolId(iface));
    expect(compareInterfaces(iface, now)).toEqual([]);
  });
});

afterAll(() => console.log(`${counts.files} files formatted, ${counts.changed} of them changed`));

function formatted(text: string): string {
  const answer = format(parse(text));
  if (answer.kind === "refused") throw new Error(answer.reason);
  return applyEdits(text, answer.edits);
}

/** Tokens and comments, without what stands between them. */
function words(text: string): readonly string[] {
  return parse(text)
    .tokens.filter(({ kind }) => kind !== "whitespace" && kind !== "dropped")
    .map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
}
