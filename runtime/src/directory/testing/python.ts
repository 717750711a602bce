/** For tests: runs one of the programs in test/peers that talk by lines of JSON. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { PEERS } from "./peer.ts";

export interface Program<Line> {
  readonly pid: number;
  /** What it has printed so far. */
  readonly lines: readonly Line[];
  /** Resolves when it has printed so many lines. */
  count(lines: number): Promise<void>;
  /** Ends its standard input and waits for it to leave; the exit code. */
  finish(): Promise<number | null>;
  /** Waits for it to leave by itself; the exit code. */
  readonly exited: Promise<number | null>;
}

export function startProgram<Line>(name: string, args: readonly (string | number)[]): Program<Line> {
  const child = spawn("python3", [path.join(PEERS, name), ...args.map(String)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines: Line[] = [];
  const watchers = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(JSON.parse(line));
    for (const look of watchers) look();
  });
  const exited = once(child, "close").then(() => child.exitCode);
  return {
    pid: child.pid ?? -1,
    lines,
    exited,
    count: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (lines.length < wanted) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    finish() {
      child.stdin.end();
      return exited;
    },
  };
}
