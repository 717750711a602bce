/**
 * `npm run bench [-- NAME... --record --gate]`: runs test/bench/<NAME>.bench.ts, all when none is named, and prints a row for each value: what,
 * now, the target, and the last recorded value.
 *
 * Each benchmark runs in a process of its own. It needs a build. LEGATO_AF=<folder> names a clone of legato-af to measure on. `--record`
 * keeps the values in test/bench/recorded.json; `--gate` fails when a ratio is more than a quarter worse than the recorded one.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";

/** @typedef {{ what: string, value: number, unit: string, target?: number }} Row */

const here = import.meta.dirname;
const compiled = path.join(here, "dist");
const recordFile = path.join(here, "recorded.json");
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { record: { type: "boolean", default: false }, gate: { type: "boolean", default: false } },
});

const sources = await readdir(here);
const known = sources.filter((name) => name.endsWith(".bench.ts")).map((name) => name.replace(".bench.ts", ""));
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. Known are ${known.join(", ")}.`);
  process.exit(2);
}
/** @type {{ machine?: string, values: Record<string, number> }} */
const recorded = await readFile(recordFile, "utf8").then(JSON.parse, () => ({ values: {} }));

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

console.log(`${cells(["", "now", "target", "last"])}`);
let worse = 0;
for (const name of positionals.length > 0 ? positionals : known) {
  console.log(`\n${name}`);
  for (const row of await run(name)) {
    const last = recorded.values[`${name}: ${row.what}`];
    console.log(
      cells([
        `  ${row.what}`,
        amount(row.value, row.unit),
        target(row),
        last === undefined ? "" : amount(last, row.unit),
      ]),
    );
    if (options.gate && row.unit === "x" && last !== undefined && row.value > last * 1.25) {
      console.log("    more than a quarter worse than recorded");
      worse++;
    }
    recorded.values[`${name}: ${row.what}`] = Number(row.value.toPrecision(4));
  }
}
if (options.record) {
  recorded.machine = `${os.cpus().length} x ${os.cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
  await writeFile(recordFile, `${JSON.stringify(recorded, undefined, 2)}\n`);
}
if (worse > 0) process.exitCode = 1;

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

/** @param {Row} row */
function target({ value, unit, target: promised }) {
  if (promised === undefined) return "";
  const kept = unit === "MB/s" ? value >= promised : value <= promised;
  return `${amount(promised, unit)}${kept ? "" : " MISSED"}`;
}

/**
 * @param {number} value
 * @param {string} unit
 */
function amount(value, unit) {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

/** @param {readonly string[]} columns */
function cells([what = "", ...numbers]) {
  return `${what.padEnd(72)}${numbers.map((number) => number.padStart(18)).join("")}`;
}
