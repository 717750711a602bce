/**
 * What every benchmark uses: the corpus, times as percentiles, and rows for the table that run.mjs prints.
 *
 * A row with a `target` says what DESIGN promises; a row in `x` is a ratio of two things measured in the same run, so that it can be compared
 * between machines. All times are in milliseconds.
 */
import { readdirSync } from "node:fs";
import path from "node:path";

export type Unit = "ms" | "MB" | "kB" | "MB/s" | "x";

export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** The most it may be; of a speed (MB/s), the least. */
  readonly target?: number;
}

export const root = path.resolve(__dirname, "../../..");

/** Real interfaces where LEGATO_AF names a clone of legato-af, else the example. */
export const corpus = process.env["LEGATO_AF"] ?? path.join(root, "examples");

export function report(row: Row): void {
  if (process.send === undefined) console.log(row);
  else process.send(row);
}

/** Absolute paths of all files below a folder whose names end so, sorted. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

export interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly total: number;
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), total: sorted.reduce((sum, one) => sum + one, 0) };
}

/** Runs the action again and again; the first runs, in which code is compiled, do not count. */
export async function repeat(times: number, action: () => unknown, warmUps = Math.ceil(times / 5)): Promise<Times> {
  const milliseconds: number[] = [];
  for (let index = -warmUps; index < times; index++) {
    const start = performance.now();
    await action();
    if (index >= 0) milliseconds.push(performance.now() - start);
  }
  return timesOf(milliseconds);
}
