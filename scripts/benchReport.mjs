/**
 * What a benchmark's values look like: a line of the terminal's table, a regress, and the page docs/performance.md.
 *
 * In: rows, and what was recorded before. Out: text, or a verdict. Nothing is measured, read or written here.
 */

/**
 * @typedef {{ what: string, value: number, unit: string, target?: number }} Row
 *
 * @typedef {object} Recorded
 * @property {string} machine
 * @property {Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>>} corpora rows by corpus, then by benchmark
 */

/** How much worse a ratio may be than the recorded one. */
const allowance = 1.25;

export const headLine = cells(["", "now", "target", "last"]);

/**
 * @param {Row} row
 * @param {Row | undefined} last
 */
export function line(row, last) {
  return cells([`  ${row.what}`, amount(row), targetOf(row), last === undefined ? "" : amount(last)]);
}

/**
 * Ratios alone can be compared between machines, and between a busy hour and a quiet one.
 *
 * @param {Row} row
 * @param {Row | undefined} last
 */
export function isRegress(row, last) {
  return row.unit === "x" && last !== undefined && row.value > last.value * allowance;
}

/**
 * @param {Recorded} recorded
 * @param {Readonly<Record<string, string>>} purposes one sentence a benchmark
 */
export function page(recorded, purposes) {
  const sections = Object.entries(recorded.corpora).flatMap(([corpus, benchmarks]) => [
    `## Measured on ${corpus}`,
    ...Object.entries(benchmarks).flatMap(([name, rows]) => [
      `### ${name}`,
      purposes[name] ?? "",
      ["| what | value | target |", "|---|---|---|", ...rows.map(tableRow)].join("\n"),
    ]),
  ]);
  const introduction = `Written by \`npm run bench -- --record\`. Machine: ${recorded.machine}. A load above the number of processors means that others were at work: times are too high then, ratios hold. Times are 95th percentiles where the row says p95; \
ratios (x) compare two things measured in the same run, and are what \`npm run bench -- --gate\` holds.`;
  return `${["# Performance", introduction, ...sections].join("\n\n")}\n`;
}

/** @param {Row} row */
function tableRow(row) {
  return `| ${row.what} | ${amount(row)} | ${targetOf(row)} |`;
}

/** @param {Row} row */
function targetOf(row) {
  if (row.target === undefined) return "";
  const kept = row.unit === "MB/s" ? row.value >= row.target : row.value <= row.target;
  return `${amount({ ...row, value: row.target })}${kept ? "" : " MISSED"}`;
}

/** @param {Row} row */
function amount({ value, unit }) {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

/** @param {readonly string[]} columns */
function cells([what = "", ...numbers]) {
  return `${what.padEnd(72)}${numbers.map((number) => number.padStart(18)).join("")}`;
}
