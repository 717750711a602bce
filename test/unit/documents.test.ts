/** Documents made from source are as the source says; every link of the docs leads somewhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { generatedDocuments } from "../../scripts/documents.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (name: string): string => readFileSync(path.join(root, name), "utf8");

describe("documents made from source", () => {
  it.each([...generatedDocuments()])("%s is up to date (else: npm run generate)", (name, text) => {
    expect(read(name)).toBe(text);
  });
});

describe("the threats", () => {
  const rows = read("docs/security.md")
    .split("\n")
    .filter((line) => /^\|(?! who |---)/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));

  it("are many", () => {
    expect(rows.length).toBeGreaterThan(10);
  });

  it.each(rows.map((cells) => [cells[2] ?? "", cells[4] ?? ""]))(
    "%s: is proved by tests that are there",
    (_threat, proof) => {
      const files = [...proof.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
      expect(files).not.toEqual([]);
      for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
    },
  );
});

describe("links", () => {
  const pages = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    ...readdirSync(path.join(root, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  it.each(pages)("%s", (page) => {
    for (const [, target = ""] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(?:https?|mailto):/.test(target)) continue;
      const [file = "", anchor] = target.split("#");
      const linked = file === "" ? page : path.join(path.dirname(page), file);
      expect(existsSync(path.join(root, linked)), `${page} links to ${target}`).toBe(true);
      if (anchor !== undefined && linked.endsWith(".md"))
        expect(anchorsOf(read(linked)), `${page} links to ${target}`).toContain(anchor);
    }
  });
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .trim()
      .replace(/ /g, "-"),
  );
}
