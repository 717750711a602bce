/** The front end alone: parse and check of real files in one process, against the bare time to read them. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { check, type ImportAnswer, parse, type SourceFile } from "@legato-api/language";
import { corpus, filesBelow, repeat, report, timesOf } from "./bench.ts";

const files = filesBelow(corpus, ".api");
/** The first file of each name: enough for a search that always succeeds. */
const byName = new Map(files.toReversed().map((file) => [path.basename(file), file]));
const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;

void main();

async function main(): Promise<void> {
  const read = await repeat(10, () => files.map((file) => readFileSync(file, "utf8")));
  const texts = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
  const parsed = await repeat(10, () => [...texts.values()].map((text) => parse(text)));
  const all = await repeat(10, () => checkAll(texts));
  const suffix = `(${files.length} files, ${megabytes.toFixed(2)} MB)`;
  report({ what: `read ${suffix}`, value: read.p50, unit: "ms" });
  report({ what: `parse ${suffix}`, value: parsed.p50, unit: "ms" });
  report({ what: `read, parse and check ${suffix}`, value: read.p50 + all.p95, unit: "ms", ...whenReal(150) });
  report({ what: "parse and check, speed", value: megabytes / (all.p50 / 1000), unit: "MB/s" });
  report({ what: "parse and check against read", value: all.p50 / read.p50, unit: "x", ...whenReal(25) });
  const single = timesOf(perFile(texts));
  report({ what: "parse and check one file and its imports, p50", value: single.p50, unit: "ms" });
  report({ what: "parse and check one file and its imports, p95", value: single.p95, unit: "ms" });
}

/** Each text is parsed once, as the server does. */
function checkAll(texts: ReadonlyMap<string, string>): void {
  const trees = new Map<string, SourceFile>();
  for (const file of files) checkOne(file, texts, trees);
}

function perFile(texts: ReadonlyMap<string, string>): number[] {
  return files.map((file) => {
    const start = performance.now();
    checkOne(file, texts, new Map());
    return performance.now() - start;
  });
}

/** The targets are those of 129 real files; of two small ones reading takes no time to compare with. */
function whenReal(target: number): { readonly target?: number } {
  return process.env["LEGATO_AF"] === undefined ? {} : { target };
}

function checkOne(uri: string, texts: ReadonlyMap<string, string>, trees: Map<string, SourceFile>): void {
  const treeOf = (file: string): SourceFile => {
    const known = trees.get(file);
    if (known !== undefined) return known;
    const tree = parse(texts.get(file) ?? "");
    trees.set(file, tree);
    return tree;
  };
  const resolveImport = (fileName: string): ImportAnswer => {
    const found = byName.get(fileName);
    return found === undefined ? { kind: "missing", searched: [] } : { kind: "found", uri: found, tree: treeOf(found) };
  };
  check({ uri, tree: treeOf(uri), dialect: "auto", resolveImport });
}
