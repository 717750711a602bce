/**
 * The link to the runtime that is shown: finds it, follows its changes, notices its end. No VS Code in here.
 *
 * Looking begins when somebody asks (`start`), by watching the folder of inspector sockets, never by polling. While connected the store is
 * kept true by pushed changes; `onChange` is called for each, and who draws coalesces. When the runtime dies the store stays as it was, marked
 * `lost`, until another one is found.
 */
import { type FSWatcher, watch } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { InspectorConnection } from "../inspector/connection.ts";
import { findRuntime } from "../inspector/runtimes.ts";
import { SessionsStore } from "./store.ts";

export type LinkState =
  | { readonly kind: "none" }
  | { readonly kind: "connected"; readonly connection: InspectorConnection }
  /** The runtime ended; `directory` is what it served, to start it again. */
  | { readonly kind: "lost"; readonly directory: string };

export interface SessionsLinkOptions {
  readonly folder: string;
  readonly client: string;
  readonly log: (line: string) => void;
}

const ENDED_SHOWN = 1000;

export class SessionsLink {
  readonly store = new SessionsStore();
  readonly #options: SessionsLinkOptions;
  readonly #listeners = new Set<() => void>();
  #state: LinkState = { kind: "none" };
  #watcher: FSWatcher | undefined;
  #searching: Promise<void> | undefined;
  #searchAgain = false;
  #disposed = false;

  constructor(options: SessionsLinkOptions) {
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }

  onChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Begins to look for a runtime; further calls look once more. */
  async start(): Promise<void> {
    if (this.#watcher === undefined && !this.#disposed) {
      const { folder, log } = this.#options;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        this.#watcher = watch(folder, () => void this.#search());
        this.#watcher.on("error", (error) => log(`The folder ${folder} can no longer be watched: ${error.message}`));
      } catch (error) {
        log(`Runtimes cannot be looked for in ${folder}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    await this.#search();
  }

  dispose(): void {
    this.#disposed = true;
    this.#watcher?.close();
    if (this.#state.kind === "connected") this.#state.connection.dispose();
    this.#listeners.clear();
  }

  /** One search at a time; a folder that changes meanwhile is searched once more. */
  #search(): Promise<void> {
    if (this.#searching !== undefined) {
      this.#searchAgain = true;
      return this.#searching;
    }
    this.#searching = this.#searchUntilSettled().finally(() => {
      this.#searching = undefined;
    });
    return this.#searching;
  }

  async #searchUntilSettled(): Promise<void> {
    do {
      this.#searchAgain = false;
      if (this.#state.kind === "connected" || this.#disposed) return;
      const connection = await findRuntime(this.#options.folder, this.#options.client);
      if (connection !== undefined) await this.#follow(connection);
    } while (this.#searchAgain);
  }

  async #follow(connection: InspectorConnection): Promise<void> {
    const { log } = this.#options;
    const { runtime } = connection;
    connection.on("sessions/changed", (change) => {
      if (this.store.apply(change)) this.#changed();
      // One that fails is a connection that is gone: what is there then is said where it closes.
      else this.#listAnew(connection).catch(() => undefined);
    });
    try {
      await this.#listAnew(connection);
    } catch (error) {
      log(
        `The runtime ${runtime.pid} answered and then did not: ${error instanceof Error ? error.message : String(error)}`,
      );
      connection.dispose();
      return;
    }
    if (this.#disposed) {
      connection.dispose();
      return;
    }
    this.#state = { kind: "connected", connection };
    log(`Connected to the runtime ${runtime.pid}, which serves ${runtime.directory}.`);
    this.#changed();
    void connection.closed.then(() => {
      if (this.#disposed) return;
      log(`The runtime ${runtime.pid} has ended.`);
      this.#state = { kind: "lost", directory: runtime.directory };
      this.#changed();
      void this.#search();
    });
  }

  async #listAnew(connection: InspectorConnection): Promise<void> {
    const { revision, snapshot } = await connection.request("sessions/subscribe", { ended: ENDED_SHOWN });
    this.store.reset(snapshot, revision);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
