/**
 * A runtime that lives: sessions open, call, hold, close and are killed, all the time, while its heap and descriptors are watched.
 *
 * The runtime is the product's command, its service a TypeScript one that frees what it handed out, its clients this process and `legato-api crash`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../bench/bench.ts";
import { COLLECT, descriptorsOf } from "./memory.ts";

const COMMAND = path.join(root, "bin/legato-api.mjs");
const API = path.join(root, "examples/printer/interfaces/printer.api");
/** More than the ended sessions that are kept, so that memory has reached its level when it is first looked at. */
const WARM_UP = 1200;

interface Peers {
  connect(name: string, options: { api: string; dir: string }): Promise<PrinterClient>;
}

interface PrinterClient {
  open(args: { name: string }): Promise<number>;
  write(args: { job: number; data: Uint8Array }): Promise<string>;
  close(args: { job: number }): Promise<void>;
  $close(): Promise<void>;
}

export class Sessions {
  readonly counts = { sessions: 0, calls: 0, kills: 0 };
  readonly #folder = mkdtempSync(path.join(tmpdir(), "legato-endurance-"));
  readonly #sockets = path.join(this.#folder, "sockets");
  readonly #peers: Peers = createRequire(import.meta.filename)(path.join(root, "dist/peers.js"));
  #runtime: ChildProcess | undefined;
  #descriptors = 0;

  async start(): Promise<void> {
    const service = path.join(this.#folder, "printer.mjs");
    writeFileSync(
      service,
      `import { references, service } from "legato-api/peers";
const jobs = references();
export default service(import.meta, ${JSON.stringify(API)}, {
  open: (_args, owner) => jobs.create({ owner }),
  setPaper: () => "LE_OK",
  write: () => "LE_OK",
  close: ({ job }) => { jobs.delete(job); },
  onClose(session) { for (const [job, { owner }] of jobs) if (owner === session) jobs.delete(job); },
});
`,
    );
    const args = [COMMAND, "runtime", "--dir", this.#sockets, "--api-dir", path.dirname(API), "--service", service];
    const runtime = spawn(process.execPath, [...COLLECT, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, XDG_RUNTIME_DIR: this.#folder },
    });
    this.#runtime = runtime;
    await once(runtime.stdout, "data");
    for (let session = 0; session < WARM_UP; session++) await this.#session(1);
    // The runtime keeps what it needs to be a client itself, which it is in a crash.
    await this.kill();
    this.#descriptors = await this.#idleDescriptors();
  }

  get child(): ChildProcess {
    if (this.#runtime === undefined) throw new Error("it was not started");
    return this.#runtime;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async round(): Promise<void> {
    const together = Array.from({ length: 8 }, () => this.#session(25));
    await Promise.all(together);
  }

  /** A client that holds something is killed, and what can be seen of the server is reported. */
  async kill(): Promise<void> {
    const client = spawn(
      process.execPath,
      [COMMAND, "crash", "printer", "--after", "Open name=held", "--dir", this.#sockets],
      { stdio: "ignore", env: { ...process.env, XDG_RUNTIME_DIR: this.#folder } },
    );
    const [code] = await once(client, "exit");
    if (code !== 0) throw new Error(`legato-api crash ended with ${code}`);
    this.counts.kills += 1;
  }

  /** How many descriptors there are more than at the start, when no session is open. */
  extraDescriptors(): number {
    return descriptorsOf(this.pid) - this.#descriptors;
  }

  /** The fewest within a second: the relay closes its ends a moment after the clients' do, and one counted too many hides one that is left. */
  async #idleDescriptors(): Promise<number> {
    let fewest = descriptorsOf(this.pid);
    for (let look = 0; look < 20; look++) {
      await sleep(50);
      fewest = Math.min(fewest, descriptorsOf(this.pid));
    }
    return fewest;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const [code] = await ended;
    rmSync(this.#folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the runtime ended with ${code}`);
  }

  /** After a failure. */
  abandon(): void {
    this.#runtime?.kill("SIGTERM");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #session(calls: number): Promise<void> {
    const client = await this.#peers.connect("printer", { api: API, dir: this.#sockets });
    const job = await client.open({ name: "report" });
    const data = new Uint8Array(512);
    for (let call = 0; call < calls; call++) await client.write({ job, data });
    // Half of them leave what they hold to the close handler.
    if (this.counts.sessions % 2 === 0) await client.close({ job });
    await client.$close();
    this.counts.sessions += 1;
    this.counts.calls += calls + 2;
  }
}
