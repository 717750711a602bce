/**
 * Services in TypeScript, each run as a child process.
 *
 * In: their files. Out: processes that serve them, started again when a file they are made of changes. Always holds: a service that cannot be
 * loaded, loops or dies hurts nobody else, and stays down until its files change; after `stop` no process of it is left.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { ChildExit } from "../directory/events.ts";
import { API_PATH_VARIABLE, DIRECTORY_VARIABLE } from "./environment.ts";
import { FileWatch } from "./fileWatch.ts";
import { type EndNote, type HostReport, isHostReport } from "./hostProtocol.ts";
import type { ProgramFiles } from "./programFiles.ts";

/** A service as others see it; the inspector's `TypeScriptService`. */
export interface ServiceStatus {
  readonly file: string;
  /** `failed`: it ended by itself; it is started again when its files change. */
  readonly state: "starting" | "running" | "failed" | "stopped";
  readonly pid: number | null;
  /** The interface it serves, once it does. */
  readonly interface: string | null;
  readonly message: string | null;
}

export interface SupervisorOptions {
  readonly files: ProgramFiles;
  /** Folder of the directory's sockets. */
  readonly folder: string;
  readonly apiFolders: readonly string[];
}

export interface SupervisorEvents {
  /** Called right after the spawn. */
  started(pid: number, exit: Promise<ChildExit>): void;
  reported(pid: number, file: string, report: HostReport): void;
  changed(status: ServiceStatus): void;
  printed(file: string, stream: "stdout" | "stderr", line: string): void;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #events: SupervisorEvents;
  readonly #services = new Map<string, SupervisedService>();

  constructor(options: SupervisorOptions, events: SupervisorEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Does nothing if it runs. */
  start(file: string): ServiceStatus {
    const known = this.#services.get(file);
    const service = known ?? new SupervisedService(file, this.#options, this.#events);
    this.#services.set(file, service);
    service.start();
    return service.status;
  }

  async stop(file: string): Promise<void> {
    const service = this.#services.get(file);
    this.#services.delete(file);
    await service?.stop();
  }

  /** The directory is about to go: that services end with it is no news. */
  expectEnd(): void {
    for (const service of this.#services.values()) service.expectEnd();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#services.keys()].map((file) => this.stop(file)));
  }

  list(): readonly ServiceStatus[] {
    return [...this.#services.values()].map(({ status }) => status);
  }

  /** How a relayed session ended; the process with this pid served it. */
  tellEnd(pid: number, note: EndNote): void {
    for (const service of this.#services.values()) service.tellEnd(pid, note);
  }
}

class SupervisedService {
  readonly #file: string;
  readonly #options: SupervisorOptions;
  readonly #events: SupervisorEvents;
  readonly #watch: FileWatch;
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  #status: ServiceStatus;
  #lastError = "";
  #stopped = false;

  constructor(file: string, options: SupervisorOptions, events: SupervisorEvents) {
    this.#file = file;
    this.#options = options;
    this.#events = events;
    this.#status = { file, state: "starting", pid: null, interface: null, message: null };
    this.#watch = new FileWatch(() => this.#restart());
    this.#watch.add(file);
  }

  get status(): ServiceStatus {
    return this.#status;
  }

  start(): void {
    if (this.#child !== undefined || this.#stopped) return;
    const { files, folder, apiFolders } = this.#options;
    const child = spawn(process.execPath, [files.host, this.#file], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, [DIRECTORY_VARIABLE]: folder, [API_PATH_VARIABLE]: apiFolders.join(":") },
    });
    this.#child = child;
    this.#lastError = "";
    const exit = new Promise<ChildExit>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
      child.once("error", (error) => {
        this.#lastError = error.message;
        resolve({ code: 1, signal: null });
      });
    });
    if (child.pid !== undefined) this.#events.started(child.pid, exit);
    this.#exited = exit.then((how) => this.#onExit(child, how));
    this.#set({ state: "starting", pid: child.pid ?? null, interface: null, message: null });
    child.on("message", (message) => {
      if (isHostReport(message)) this.#onReport(child.pid ?? 0, message);
    });
    for (const stream of ["stdout", "stderr"] as const) {
      const source = child[stream];
      if (source === null) continue;
      createInterface({ input: source }).on("line", (line) => {
        if (this.#stopped) return;
        if (stream === "stderr" && this.#lastError === "") this.#lastError = line;
        this.#events.printed(this.#file, stream, line);
      });
    }
  }

  expectEnd(): void {
    this.#stopped = true;
    this.#watch.close();
  }

  async stop(): Promise<void> {
    this.expectEnd();
    await this.#end();
    this.#set({ state: "stopped", pid: null, interface: null, message: null });
  }

  tellEnd(pid: number, note: EndNote): void {
    const child = this.#child;
    // It may be going at this very moment; then nobody waits for the note.
    if (child?.pid === pid && child.connected) child.send(note, () => {});
  }

  async #restart(): Promise<void> {
    await this.#end();
    this.start();
  }

  /** It has nothing to save: a service may be killed at any time. SIGKILL also ends one that loops. */
  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
    await this.#exited;
  }

  #onReport(pid: number, report: HostReport): void {
    if (report.kind === "loaded") this.#watch.add(report.file);
    if (report.kind === "serving") this.#set({ state: "running", pid, interface: report.interface, message: null });
    this.#events.reported(pid, this.#file, report);
  }

  #onExit(child: ChildProcess, { code, signal }: ChildExit): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (this.#stopped) return;
    const how = signal === null ? `exited with code ${code ?? "unknown"}` : `was killed by ${signal}`;
    const message = this.#lastError === "" ? `the service ${how}` : `the service ${how}: ${this.#lastError}`;
    this.#set({ state: "failed", pid: null, interface: null, message });
  }

  #set(change: Omit<ServiceStatus, "file">): void {
    this.#status = { file: this.#file, ...change };
    this.#events.changed(this.#status);
  }
}
