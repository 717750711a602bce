/**
 * The smallest editor that can be measured with: one language server process, its open texts, and a wait for what it publishes.
 *
 * Positions are LSP's. Each call sends at once; `published` resolves at the first diagnostics of a file that fit, counted from now.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { root } from "./bench.ts";

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly { readonly code?: string | number; readonly message: string }[];
}

export interface Edit {
  readonly line: number;
  readonly character: number;
  /** How many characters of the line are replaced. */
  readonly replaced?: number;
  readonly text: string;
}

export class BenchClient {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #versions = new Map<string, number>();
  #statusChanged: () => void = () => {};
  #waiting: ((published: Published) => void)[] = [];

  private constructor(process: ChildProcess, connection: MessageConnection) {
    this.#process = process;
    this.#connection = connection;
    connection.onNotification("textDocument/publishDiagnostics", (published: Published) => {
      for (const wait of [...this.#waiting]) wait(published);
    });
    connection.onNotification("legatoApi/statusChanged", () => this.#statusChanged());
    // What a server asks an editor for: nothing is configured here, and every registration is fine.
    connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => null));
    connection.onRequest("client/registerCapability", () => null);
    connection.onRequest("window/workDoneProgress/create", () => null);
  }

  /** Resolves when the server has answered `initialize`. `execArgv`: for Node itself; with some, standard error can be read. */
  static async start(folder: string, execArgv: readonly string[] = []): Promise<BenchClient> {
    const process = fork(path.join(root, "bin/legato-api.mjs"), ["lsp", "--node-ipc"], {
      stdio: ["ignore", "ignore", execArgv.length === 0 ? "inherit" : "pipe", "ipc"],
      execArgv: [...execArgv],
    });
    const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
    const client = new BenchClient(process, connection);
    connection.listen();
    const uri = uriOf(folder);
    await connection.sendRequest("initialize", {
      processId: null,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "bench" }],
      capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true } } },
    });
    await connection.sendNotification("initialized", {});
    return client;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get child(): ChildProcess {
    return this.#process;
  }

  uri(file: string): string {
    return uriOf(file);
  }

  notify(method: string, params: unknown): void {
    void this.#connection.sendNotification(method, params);
  }

  close(file: string): void {
    this.#versions.delete(uriOf(file));
    this.notify("textDocument/didClose", { textDocument: { uri: uriOf(file) } });
  }

  open(file: string, languageId = "legato-api", text = readFileSync(file, "utf8")): void {
    const uri = uriOf(file);
    this.#versions.set(uri, 1);
    void this.#connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  edit(file: string, { line, character, replaced = 0, text }: Edit): number {
    const uri = uriOf(file);
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    const range = { start: { line, character }, end: { line, character: character + replaced } };
    void this.#connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    return version;
  }

  /** Resolves when the server knows and has checked all files. */
  async checked(): Promise<void> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        this.#statusChanged = resolve;
      });
      const { busy } = await this.#connection.sendRequest<{ busy: boolean }>("legatoApi/status", {
        uri: null,
        watch: true,
      });
      if (!busy) return;
      await changed;
    }
  }

  request(method: string, params: unknown): Promise<unknown> {
    return this.#connection.sendRequest(method, params);
  }

  /** The next diagnostics of a file that fit. */
  published(file: string, fits: (published: Published) => boolean = () => true): Promise<Published> {
    const uri = uriOf(file);
    return new Promise((resolve) => {
      const wait = (published: Published): void => {
        if (published.uri !== uri || !fits(published)) return;
        this.#waiting = this.#waiting.filter((other) => other !== wait);
        resolve(published);
      };
      this.#waiting.push(wait);
    });
  }

  /** Resolves when something was published about each of the files. */
  publishedAll(files: readonly string[]): Promise<void> {
    const missing = new Set(files.map(uriOf));
    return new Promise((resolve) => {
      const wait = ({ uri }: Published): void => {
        missing.delete(uri);
        if (missing.size > 0) return;
        this.#waiting = this.#waiting.filter((other) => other !== wait);
        resolve();
      };
      this.#waiting.push(wait);
    });
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exited;
    this.#connection.dispose();
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, "exit");
    await this.#connection.sendRequest("shutdown");
    await this.#connection.sendNotification("exit");
    await exited;
    this.#connection.dispose();
  }
}

function uriOf(file: string): string {
  return pathToFileURL(file).href;
}
