/**
 * Whether memory is flat: marks over time, a line through them, and a verdict.
 *
 * In: marks in bytes, evenly spaced. The first third is warming up (caches, compiled code) and does not count. Flat is a line through the rest
 * that climbs by less than the allowance over its whole length: what stays bounded wobbles around a level, what leaks climbs on.
 */
import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const COLLECT = ["--expose-gc", "--require", path.resolve(import.meta.dirname, "collect.cjs")];

/** Bytes of live objects in a process started with COLLECT, whose standard error is piped. */
export function heapOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const read = (data: Buffer): void => {
      printed += data.toString();
      const found = /heap (\d+)\n/.exec(printed);
      if (found === null) return;
      child.stderr?.off("data", read);
      child.off("exit", gone);
      resolve(Number(found[1]));
    };
    const gone = (): void => reject(new Error("it has ended, and its heap with it"));
    child.stderr?.on("data", read);
    child.once("exit", gone);
    child.kill("SIGUSR2");
  });
}

/** Resident bytes of a process. */
export function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0) * 1024;
}

export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

export interface Trend {
  readonly first: number;
  readonly last: number;
  /** How much the line through the marks climbs from the first that counts to the last. */
  readonly climb: number;
  readonly allowed: number;
  readonly flat: boolean;
}

/** `allowance` as a part of the level. */
export function trendOf(marks: readonly number[], allowance: number): Trend {
  const counted = marks.slice(Math.floor(marks.length / 3));
  const n = counted.length;
  const meanX = (n - 1) / 2;
  const level = counted.reduce((sum, value) => sum + value, 0) / n;
  const over = counted.reduce((sum, value, x) => sum + (x - meanX) * (value - level), 0);
  const under = counted.reduce((sum, _value, x) => sum + (x - meanX) ** 2, 0);
  const climb = under === 0 ? 0 : (over / under) * (n - 1);
  const allowed = level * allowance;
  return { first: counted[0] ?? 0, last: counted.at(-1) ?? 0, climb, allowed, flat: climb <= allowed };
}
