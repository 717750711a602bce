/**
 * `npm run bench [-- NAME... --record --gate]`: runs test/bench/<NAME>.bench.ts, all when none is named, and prints a row for each value: what,
 * now, the target, and the last recorded value.
 *
 * Each benchmark runs in a process of its own. It needs a build. LEGATO_AF=<folder> names a clone of legato-af to measure on, else it is the
 * example. `--record` keeps the values in test/bench/recorded.json and writes docs/performance.md; `--gate` fails when a ratio is more than a
 * quarter worse than the recorded one.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { headLine, isRegress, line, page } from "../../scripts/benchReport.mjs";
import { endWithUsage, readCommandLine } from "../../scripts/commandLine.mjs";

/** @typedef {import("../../scripts/benchReport.mjs").Row} Row */

const here = import.meta.dirname;
const compiled = path.join(here, "dist");
const recordFile = path.join(here, "recorded.json");
const corpus = process.env["LEGATO_AF"] === undefined ? "the example" : "legato-af";
const sources = await readdir(here);
const known = sources.flatMap((name) => (name.endsWith(".bench.ts") ? [name.replace(".bench.ts", "")] : []));
const usage = `npm run bench [-- NAME... --record --gate]

  NAME      ${known.join(", ")}; all when none is named
  --record  keep the values in test/bench/recorded.json and write docs/performance.md
  --gate    fail when a ratio is more than a quarter worse than the recorded one

LEGATO_AF=<folder> names a clone of legato-af to measure on, else it is the example.`;
const { given, positionals } = readCommandLine({ usage, options: ["record", "gate"] });
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) endWithUsage(`There is no benchmark ${unknown.join(", ")}.`, usage);
/** @type {{ machine: string, corpora: Record<string, Record<string, Row[]>> }} */
const recorded = await readFile(recordFile, "utf8").then(JSON.parse, () => ({ machine: "", corpora: {} }));
const values = { ...recorded.corpora[corpus] };

await rm(compiled, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: sources.filter((name) => /\.(bench|probe)\.ts$/.test(name)),
  outdir: compiled,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  logLevel: "warning",
});

/** Of the last minute: what else the machine was doing, which nobody can see in the values. */
const [load = 0] = os.loadavg();

console.log(headLine);
for (const name of positionals.length > 0 ? positionals : known) {
  console.log(`\n${name}`);
  const rows = await run(name);
  if (given.has("gate") && rows.length === 0) {
    console.log("    nothing was measured, so nothing is held");
    process.exitCode = 1;
  }
  for (const row of rows) {
    const last = values[name]?.find(({ what }) => what === row.what);
    console.log(line(row, last));
    if (!given.has("gate") || row.unit !== "x") continue;
    // A gate that holds nothing must not look like one that holds.
    if (last === undefined)
      console.log(`    nothing is recorded for ${corpus}: record it first, on this or a like machine`);
    else if (isRegress(row, last)) console.log("    more than a quarter worse than recorded");
    else continue;
    process.exitCode = 1;
  }
  values[name] = rows.map((row) => ({ ...row, value: Number(row.value.toPrecision(4)) }));
}
if (given.has("record")) {
  const model = os.cpus()[0]?.model.trim();
  recorded.machine = `${os.cpus().length} x ${model}, Node ${process.versions.node}, load average at the start ${load.toFixed(1)}`;
  recorded.corpora[corpus] = values;
  await writeFile(recordFile, `${JSON.stringify(recorded, undefined, 2)}\n`);
  await writeFile(path.resolve(here, "../../docs/performance.md"), page(recorded, await purposes()));
}

/**
 * @param {string} name
 * @returns {Promise<Row[]>}
 */
async function run(name) {
  /** @type {Row[]} */
  const rows = [];
  const child = fork(path.join(compiled, `${name}.bench.js`), { execArgv: ["--expose-gc"] });
  child.on("message", (/** @type {Row} */ row) => rows.push(row));
  const [code] = await once(child, "exit");
  if (code !== 0) {
    console.log(`  failed with exit code ${code}`);
    process.exitCode = 1;
  }
  return rows;
}

/** What each benchmark measures: the first paragraph of its header. */
async function purposes() {
  const headers = known.map(async (name) => {
    const text = await readFile(path.join(here, `${name}.bench.ts`), "utf8");
    const [, header = ""] = /\/\*\*([\s\S]*?)(?:\n \*\n|\*\/)/.exec(text) ?? [];
    return [name, header.replace(/\n? \* ?/g, " ").trim()];
  });
  return Object.fromEntries(await Promise.all(headers));
}
