/** For tests: drives test/peers/peer.py, a Python program that shares no code with the runtime. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

export const PEERS = path.resolve(import.meta.dirname, "../../../../test/peers");

/** The Python peers must run in CI; elsewhere their tests say why they were skipped. */
export const pythonMissing =
  process.env["CI"] === undefined && spawnSync("python3", ["--version"]).status !== 0
    ? "python3 is not installed: the tests against independent peers are skipped"
    : undefined;
if (pythonMissing !== undefined) console.warn(pythonMissing);

export interface Answer {
  readonly error?: string;
  readonly code?: number;
  readonly closed?: boolean;
  readonly hex?: string;
  readonly length?: number;
  readonly pattern?: boolean;
  readonly fds?: readonly string[];
  readonly numbers?: readonly number[];
  readonly sent?: number;
  readonly bytes?: number;
  readonly text?: string;
  readonly message?: number;
  readonly transaction?: number;
  readonly payload?: string;
  readonly pid?: number;
  readonly uid?: number;
  readonly name?: string;
}

export interface Peer {
  readonly pid: number;
  readonly process: ChildProcess;
  /** One command at a time in order; each answers when it is done, which may be when somebody else does something. */
  do(command: string, options?: { readonly [name: string]: unknown }): Promise<Answer>;
  /** Sends a command that ends the process, and waits for that. */
  end(command: string, options: { readonly [name: string]: unknown }): Promise<void>;
  stop(): Promise<void>;
}

export function startPeer(): Peer {
  const child = spawn("python3", ["-u", path.join(PEERS, "peer.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const waiting: ((answer: Answer) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(JSON.parse(line)));
  exited.then(() => {
    for (const answer of waiting.splice(0)) answer({ error: "the peer has exited" });
  });
  child.stdin.on("error", () => {}); // it has exited; `exited` tells
  const write = (command: string, options: object) =>
    child.stdin.write(`${JSON.stringify({ do: command, ...options })}\n`);
  return {
    pid: child.pid ?? -1,
    process: child,
    do(command, options = {}) {
      const answer = new Promise<Answer>((resolve) => waiting.push(resolve));
      write(command, options);
      return answer;
    },
    async end(command, options) {
      write(command, options);
      await exited;
    },
    async stop() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
  };
}
