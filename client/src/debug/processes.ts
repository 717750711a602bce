/**
 * The native programs of a debug session: started in order, their output by line under their name, all ended together.
 *
 * No shell is involved: the program and its arguments are handed to the kernel as they are. A program that cannot be started is an error with its
 * path; one that ends says how.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface ProgramConfiguration {
  /** Shown before each line of its output; the program's base name if left out. */
  readonly name?: string;
  readonly program: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | null>>;
  readonly cwd?: string;
}

export interface ProcessEvents {
  output(text: string, category: "stdout" | "stderr" | "console"): void;
  /** The last one has ended. */
  allEnded(): void;
}

export interface ProgramEnd {
  /** By a signal, or with an exit code that is not 0. */
  readonly failed: boolean;
  /** `exited with 1`. */
  readonly words: string;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const KILL_AFTER_MS = 2000;
const DRAIN_MS = 200;
/** What a shell and the loader say with their exit codes. */
const HINTS: ReadonlyMap<number | null, string> = new Map([
  [126, ": it, or what it runs, cannot be executed here; is it built for this machine?"],
  [127, ": a command or a shared library that it needs was not found; what it printed says which"],
]);

export class Processes {
  readonly #events: ProcessEvents;
  readonly #running = new Map<Child, string>();
  #isStopped = false;

  constructor(events: ProcessEvents) {
    this.#events = events;
  }

  /** Resolves when the program runs, with what will say how it ended. Rejects, starting nothing, once they were stopped. */
  start(configuration: ProgramConfiguration): Promise<{ readonly ended: Promise<ProgramEnd> }> {
    if (this.#isStopped) return Promise.reject(new Error("The debugger has ended."));
    const { program, args = [], env = {}, cwd } = configuration;
    const name = configuration.name ?? path.basename(program);
    const environment = Object.fromEntries(
      Object.entries({ ...process.env, ...env }).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    );
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
        ...(cwd === undefined ? {} : { cwd }),
      });
      this.#running.set(child, name);
      const ended = new Promise<ProgramEnd>((resolveEnd) => {
        child.once("close", (code, signal) => resolveEnd({ failed: code !== 0, words: endWords(code, signal) }));
      });
      child.once("error", (error) => {
        this.#running.delete(child);
        const why = "code" in error && error.code === "EACCES" ? "it may not be executed (chmod +x)" : error.message;
        reject(new Error(`'${program}' cannot be started: ${why}. Look at "program" in launch.json.`));
      });
      child.once("spawn", () => resolve({ ended }));
      this.#lines(child.stdout, name, "stdout");
      this.#lines(child.stderr, name, "stderr");
      child.once("close", (code, signal) => this.#ended(child, name, code, signal));
    });
  }

  /** Ends all: asked first, killed after a while. Resolves when none is left; what they left in the background is left there. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#running.keys()].map(end));
  }

  #lines(stream: Readable, name: string, category: "stdout" | "stderr"): void {
    createInterface({ input: stream }).on("line", (line) => this.#events.output(`[${name}] ${line}`, category));
  }

  #ended(child: Child, name: string, code: number | null, signal: NodeJS.Signals | null): void {
    if (!this.#running.delete(child)) return;
    this.#events.output(`[${name}] ${endWords(code, signal)}`, "console");
    if (this.#running.size === 0) this.#events.allEnded();
  }
}

async function end(child: Child): Promise<void> {
  const closed = new Promise((resolve) => child.once("close", resolve));
  const killing = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  let draining: NodeJS.Timeout | undefined;
  // What it left in the background may hold its output open for ever.
  const drain = (): void => {
    draining = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, DRAIN_MS);
  };
  if (child.exitCode === null && child.signalCode === null) child.once("exit", drain);
  else drain();
  child.kill("SIGTERM");
  await closed;
  clearTimeout(killing);
  clearTimeout(draining);
}

function endWords(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with ${code}${HINTS.get(code) ?? ""}` : `was ended by ${signal}`;
}
